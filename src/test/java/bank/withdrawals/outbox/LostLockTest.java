package bank.withdrawals.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bank.withdrawals.kafka.KafkaClients;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.Installation;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.ledger.RunSlice;
import bank.withdrawals.ledger.Slices;
import bank.withdrawals.lock.CommitGuard;
import bank.withdrawals.report.Summary;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.springframework.dao.ConcurrencyFailureException;

/** A process was frozen before it began to publish a slice. It wakes up, and has lost the slice. */
class LostLockTest {

  private static final CommitGuard LOST =
      () -> {
        throw new ConcurrencyFailureException("lost");
      };

  @Test
  void itsSuccessorIsNotFenced() {
    try (WithdrawalsTester tester = WithdrawalsTester.over(TestDatabase.HSQLDB, Map.of())) {
      tester.account(1, "100.00");
      Summary summary = tester.run(tester.file("a.csv", List.of("a,1,1.00")));
      RegisteredFile file = tester.get(FileRegister.class).get(summary.totals().runId());
      RunSlice slice = tester.get(Slices.class).of(file.runId()).get(0);
      String name = PublisherName.of(tester.get(Installation.class).identity(), slice);
      try (Producer<String, byte[]> successor = tester.get(KafkaClients.class).producer(name);
          TransactionalEventSender lost = tester.get(Publishers.class).sender(file, slice, LOST)) {
        successor.beginTransaction();
        Future<RecordMetadata> sent =
            successor.send(new ProducerRecord<>(tester.topic(), "b", new byte[0]));
        assertThatExceptionOfType(ConcurrencyFailureException.class)
            .isThrownBy(lost::publishedThrough)
            .withMessage("lost");
        assertThatCode(successor::commitTransaction).doesNotThrowAnyException();
        assertThat(sent).isDone();
      }
      assertThat(tester.records()).hasSize(2);
    }
  }
}
