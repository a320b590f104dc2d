package bank.withdrawals.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.HangingTransactions;
import bank.withdrawals.testing.LogAction;
import bank.withdrawals.testing.TestBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is killed while its coordinator completes a transaction. */
class KilledBrokerFaultsIT {

  private static final String COORDINATOR = "kafka.coordinator.transaction.TransactionStateManager";
  private static final String TOPIC = "withdrawals";
  private static final String RUN = "withdrawals-publisher-1";
  private static final int KILLED = 137;

  @TempDir Path directory;

  /**
   * The next start reads that the transaction is to be committed. It hangs if a leader of its topic
   * partitions is missing for a moment after that: {@link FormerRegistration}.
   */
  @Test
  void aTransactionThatIsBeingCommittedIsCompletedByTheNextStart() throws Exception {
    Path log = directory.resolve("kafka");
    Process broker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledBroker.class.getName(),
                log.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(broker.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(broker.exitValue()).isEqualTo(KILLED);

    try (LogAction gap = LogAction.slowMetadata();
        EmbeddedBroker again = EmbeddedBroker.start(log, 0)) {
      HangingTransactions transactions = new HangingTransactions(again.bootstrapServers());
      transactions.takeOver(RUN);
      assertThat(gap.hits()).as("how often metadata was published").isPositive();
      assertThat(transactions.open()).isEmpty();
      assertThat(TestBroker.readCommitted(again.bootstrapServers(), TOPIC)).hasSize(1);
    }
  }

  /** The process of the broker: it dies when its coordinator is about to commit. */
  static final class KilledBroker {

    private KilledBroker() {}

    public static void main(String[] args) throws IOException {
      EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), 0);
      HangingTransactions transactions = new HangingTransactions(broker.bootstrapServers());
      LogAction.at(COORDINATOR, "PREPARE_COMMIT", () -> Runtime.getRuntime().halt(KILLED));
      byte[] value = "event".getBytes(StandardCharsets.UTF_8);
      transactions.publish(RUN, List.of(new ConsumerRecord<>(TOPIC, 0, 0, "key", value)), 1);
      System.exit(0);
    }
  }
}
