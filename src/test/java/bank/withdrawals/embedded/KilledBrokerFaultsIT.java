package bank.withdrawals.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.HangingTransactions;
import bank.withdrawals.testing.TestBroker;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A broker that is killed while its coordinator completes a transaction. */
class KilledBrokerFaultsIT {

  private static final String COORDINATOR = "kafka.coordinator.transaction.TransactionStateManager";
  private static final String METADATA = "kafka.server.metadata.BrokerMetadataPublisher";
  private static final String TOPIC = "withdrawals";
  private static final String RUN = "withdrawals-publisher-1";
  private static final int KILLED = 137;

  /** How long the metadata is without leaders, if it ever is. */
  private static final long GAP_MS = 300;

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

    Appender gap =
        Appender.at(METADATA, "Publishing metadata at offset", KilledBrokerFaultsIT::wait);
    try (EmbeddedBroker again = EmbeddedBroker.start(log, 0)) {
      HangingTransactions transactions = new HangingTransactions(again.bootstrapServers());
      transactions.takeOver(RUN);
      assertThat(gap.hits.get()).as("how often metadata was published").isPositive();
      assertThat(transactions.open()).isEmpty();
      assertThat(TestBroker.readCommitted(again.bootstrapServers(), TOPIC)).hasSize(1);
    } finally {
      gap.remove();
    }
  }

  private static void wait(ILoggingEvent event) {
    try {
      Thread.sleep(GAP_MS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The process of the broker: it dies when its coordinator is about to commit. */
  static final class KilledBroker {

    private KilledBroker() {}

    public static void main(String[] args) throws IOException {
      EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), 0);
      HangingTransactions transactions = new HangingTransactions(broker.bootstrapServers());
      Appender.at(COORDINATOR, "PREPARE_COMMIT", event -> Runtime.getRuntime().halt(KILLED));
      byte[] value = "event".getBytes(StandardCharsets.UTF_8);
      transactions.publish(RUN, List.of(new ConsumerRecord<>(TOPIC, 0, 0, "key", value)), 1);
      System.exit(0);
    }
  }

  /** Acts on a message, on the thread that logs it, and lets other threads log meanwhile. */
  private static final class Appender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private final Logger logger;
    private final String text;
    private final Consumer<ILoggingEvent> action;
    private final AtomicInteger hits = new AtomicInteger();

    private Appender(Logger logger, String text, Consumer<ILoggingEvent> action) {
      this.logger = logger;
      this.text = text;
      this.action = action;
    }

    static Appender at(String logger, String text, Consumer<ILoggingEvent> action) {
      Logger of = (Logger) LoggerFactory.getLogger(logger);
      Appender appender = new Appender(of, text, action);
      of.setLevel(Level.DEBUG);
      of.setAdditive(false);
      of.addAppender(appender);
      appender.start();
      return appender;
    }

    void remove() {
      logger.detachAppender(this);
      logger.setAdditive(true);
      logger.setLevel(null);
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getFormattedMessage().contains(text)) {
        hits.incrementAndGet();
        action.accept(event);
      }
    }
  }
}
