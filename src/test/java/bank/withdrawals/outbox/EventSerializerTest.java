package bank.withdrawals.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.Decision;
import bank.withdrawals.domain.RejectReason;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.ledger.WorkFileRecipe;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventSerializerTest {

  private static final long LONGEST = 999_999_999_999_999_999L;
  private static final BigDecimal AMOUNT = new BigDecimal("999999999999999.9999");

  /** As the topic's check counts on. */
  @ParameterizedTest
  @MethodSource("largest")
  void noEventIsLarger(Decision decision) {
    RegisteredFile file =
        new RegisteredFile(
            1,
            "f".repeat(64),
            "f".repeat(64),
            "\"".repeat(255),
            1,
            new ControlTotal(1, AMOUNT),
            Instant.now(),
            LocalDate.EPOCH,
            true,
            new WorkFileRecipe("default", "", "", 1, "f".repeat(64)),
            0);
    DecidedRow row =
        new DecidedRow(decision, Instant.parse("2026-11-26T18:12:12.463220Z"), "9".repeat(64));
    assertThat(size(new EventSerializer("t", file).toRecord(row)))
        .isLessThan(EventSerializer.LARGEST_BYTES);
  }

  private static Stream<Decision> largest() {
    return Stream.of(
        new Debited(LONGEST, LONGEST, "x".repeat(64), LONGEST, AMOUNT, "CLF", AMOUNT),
        new Rejected(
            LONGEST,
            LONGEST,
            "x".repeat(64),
            LONGEST,
            AMOUNT,
            RejectReason.INSUFFICIENT_FUNDS,
            "m".repeat(200)));
  }

  /** With as many bytes again as Kafka's format may add for each field. */
  private static int size(ProducerRecord<String, byte[]> record) {
    int[] size = {100 + record.key().getBytes(UTF_8).length + record.value().length};
    record
        .headers()
        .forEach(header -> size[0] += header.key().length() + header.value().length + 10);
    return size[0];
  }
}
