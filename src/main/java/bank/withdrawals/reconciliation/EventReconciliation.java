package bank.withdrawals.reconciliation;

import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.outbox.KafkaAddress;
import bank.withdrawals.outbox.KafkaFailure;
import bank.withdrawals.outbox.Outbox;
import bank.withdrawals.outbox.PublishingSettings;
import bank.withdrawals.reconciliation.TopicRetention.Place;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/**
 * Compares the journal, and the rejections that are told, with the events that a {@code
 * read_committed} consumer gets (I4).
 *
 * <ol>
 *   <li>Copy the topic into a scratch database: {@link EventCopy}, which sees to order and to
 *       events that are there twice.
 *   <li>Go through the tables file by file, a range of lines at a time, beside the events of the
 *       same lines. Every row up to the watermark has its event unless that is parked, the event
 *       says what the table says, and none is left over.
 * </ol>
 *
 * <p>Memory grows with the number of files, and not with rows or events.
 */
@Component
public class EventReconciliation {

  private static final int LINES = 5_000;

  private static final String RANGE =
      " CASE WHEN p.line_number IS NULL THEN 0 ELSE 1 END FROM %s w LEFT JOIN parked_event p"
          + " ON p.run_id = w.run_id AND p.line_number = w.line_number"
          + " WHERE w.run_id = ? AND w.line_number > ? AND w.line_number <= ?";

  private static final String DEBITS =
      "SELECT w.line_number, w.request_id, w.account_id, w.amount, w.currency, w.balance_after,"
          + " CAST(NULL AS VARCHAR(20)), w.debited_at,"
          + RANGE.formatted("withdrawal");

  private static final String REJECTIONS =
      "SELECT w.line_number, w.request_id, w.account_id, w.amount, CAST(NULL AS CHAR(3)),"
          + " CAST(NULL AS NUMERIC(19, 4)), w.reason, w.rejected_at,"
          + RANGE.formatted("rejection");

  private final ConsumerFactory<String, byte[]> consumers;
  private final KafkaAddress address;
  private final PublishingSettings settings;
  private final FileRegister files;
  private final Outbox journal;
  private final JdbcTemplate jdbc;

  EventReconciliation(
      ConsumerFactory<String, byte[]> consumers,
      KafkaAddress address,
      PublishingSettings settings,
      FileRegister files,
      Outbox journal,
      JdbcTemplate jdbc) {
    this.consumers = consumers;
    this.address = address;
    this.settings = settings;
    this.files = files;
    this.journal = journal;
    this.jdbc = jdbc;
  }

  /**
   * What the comparison came to.
   *
   * @param debits of the journal, and their money over all currencies
   * @param rejections that are told as events
   * @param pending rows whose event is still to be sent
   * @param parked rows whose event was set aside
   * @param gone rows whose event the topic's retention may have taken away
   * @param wrong rows and events that do not fit
   * @param findings the first of those, a sentence each
   */
  public record Result(
      long debits,
      BigDecimal amount,
      long rejections,
      long pending,
      long parked,
      long gone,
      long wrong,
      List<String> findings) {}

  /** Kafka cannot be asked; the message is a sentence. */
  public static final class EventsNotReadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EventsNotReadException(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }

  /**
   * Compares everything there is. Nobody may publish meanwhile.
   *
   * @param scratch an empty database that nobody else uses
   * @throws EventsNotReadException where Kafka cannot be asked
   */
  public Result compare(DataSource scratch) {
    List<RegisteredFile> registered = files.all();
    Findings findings = new Findings();
    Map<String, Long> runIds =
        registered.stream()
            .collect(Collectors.toMap(RegisteredFile::sha256, RegisteredFile::runId));
    EventCopy events = new EventCopy(scratch, runIds, findings);
    Comparison comparison = new Comparison(events, read(events), findings);
    registered.forEach(comparison::compare);
    return comparison.result();
  }

  private TopicRetention read(EventCopy events) {
    try {
      return events.read(consumers, settings.topic(), journal);
    } catch (KafkaException | org.springframework.kafka.KafkaException failure) {
      throw new EventsNotReadException(
          KafkaFailure.of(failure, address.bootstrapServers())
              + ": the events were not compared; mend that, then run `reconcile` again.",
          failure);
    }
  }

  private final class Comparison {

    private final EventCopy events;
    private final TopicRetention retained;
    private final Findings findings;
    private long debits;
    private BigDecimal amount = BigDecimal.ZERO;
    private long rejections;
    private long pending;
    private long parked;
    private long gone;

    Comparison(EventCopy events, TopicRetention retained, Findings findings) {
      this.events = events;
      this.retained = retained;
      this.findings = findings;
    }

    void compare(RegisteredFile file) {
      long last = journal.lastLine(file);
      for (long after = 0; after < last; after += LINES) {
        compare(file, after, Math.min(last, after + LINES));
      }
      events.behind(file.runId(), last, row -> standsForNone(file, EventContent.of(row)));
    }

    private void compare(RegisteredFile file, long after, long through) {
      Map<Long, EventContent> told = events.of(file.runId(), after, through);
      RowCallbackHandler compare =
          row -> {
            EventContent decided = EventContent.of(row);
            Place place =
                new Place(
                    file.runId(),
                    decided.line(),
                    row.getObject(8, OffsetDateTime.class).toInstant());
            compare(file, decided, place, told.remove(decided.line()), row.getInt(9) == 1);
          };
      jdbc.query(DEBITS, compare, file.runId(), after, through);
      if (file.rejectEvents()) {
        jdbc.query(REJECTIONS, compare, file.runId(), after, through);
      }
      told.values().forEach(event -> standsForNone(file, event));
    }

    private void standsForNone(RegisteredFile file, EventContent event) {
      findings.add(
          "Event %s stands for no %s."
              .formatted(which(event, file), kind(event).toLowerCase(Locale.ROOT)));
    }

    private void compare(
        RegisteredFile file,
        EventContent decided,
        Place place,
        @Nullable EventContent event,
        boolean isParked) {
      count(decided);
      String which = which(decided, file);
      if (event != null && isParked) {
        findings.add("Event %s is parked, and on the topic.".formatted(which));
      } else if (event != null && !event.isSame(decided)) {
        findings.add("Event %s says %s; the journal says %s.".formatted(which, event, decided));
      } else if (event == null && isParked) {
        parked++;
      } else if (event == null && decided.line() > file.publishedThrough()) {
        pending++;
      } else if (event == null && retained.mayHaveLost(place, decided.accountId())) {
        gone++;
      } else if (event == null) {
        findings.add("%s %s has no event.".formatted(kind(decided), which));
      }
    }

    private void count(EventContent decided) {
      if (decided.isDebit()) {
        debits++;
        amount = amount.add(Objects.requireNonNull(decided.amount()));
      } else {
        rejections++;
      }
    }

    Result result() {
      return new Result(
          debits, amount, rejections, pending, parked, gone, findings.count(), findings.kept());
    }
  }

  private static String kind(EventContent told) {
    return told.isDebit() ? "Debit" : "Rejection";
  }

  private static String which(EventContent told, RegisteredFile file) {
    return "%s (run %d, line %d)".formatted(told.eventId(file.sha256()), file.runId(), told.line());
  }
}
