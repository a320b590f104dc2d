package bank.withdrawals.reconciliation;

import bank.withdrawals.outbox.CloudEvent;
import bank.withdrawals.outbox.DebitedEvent;
import bank.withdrawals.outbox.Outbox;
import bank.withdrawals.outbox.RejectedEvent;
import bank.withdrawals.reconciliation.TopicRetention.Place;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The events of a topic as a {@code read_committed} consumer gets them, put by file and line into a
 * scratch database, where more of them fit than into memory.
 */
final class EventCopy {

  private static final int BATCH = 1_000;

  /** Of an id that nobody has looked at yet. */
  private static final int SHOWN = 64;

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration SETTLING = Duration.ofSeconds(15);
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private static final String TABLE =
      "CREATE TABLE event (run_id BIGINT NOT NULL, line_number BIGINT NOT NULL,"
          + " request_id VARCHAR(64), account_id BIGINT, amount NUMERIC(19, 4), currency CHAR(3),"
          + " balance_after NUMERIC(19, 4), reason VARCHAR(20), PRIMARY KEY (run_id, line_number))";

  private static final String INSERT = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

  private static final String EVENTS =
      "SELECT line_number, request_id, account_id, amount, currency, balance_after, reason"
          + " FROM event WHERE run_id = ? AND line_number > ? AND line_number <= ?";

  private final JdbcTemplate scratch;
  private final TransactionTemplate transaction;
  private final Map<String, Long> runIds;
  private final Findings findings;
  private final Map<String, Long> lastLines = new HashMap<>();
  private final Map<Integer, First> firsts = new HashMap<>();
  private final List<@Nullable Object[]> batch = new ArrayList<>();

  /** The first event of a partition. */
  private record First(long runId, long line) {}

  /**
   * A copy of nothing yet.
   *
   * @param scratch an empty database that nobody else uses
   * @param runIds the registered files by their SHA-256
   * @param findings told of events that cannot be put in
   */
  EventCopy(DataSource scratch, Map<String, Long> runIds, Findings findings) {
    this.scratch = new JdbcTemplate(scratch);
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(scratch));
    this.runIds = runIds;
    this.findings = findings;
    this.scratch.execute(TABLE);
  }

  /**
   * Reads a topic from its beginning to its end.
   *
   * @param journal asked since when a row is decided
   * @return what the topic has kept
   * @throws org.apache.kafka.common.KafkaException where Kafka cannot be asked
   */
  TopicRetention read(ConsumerFactory<String, byte[]> consumers, String topic, Outbox journal) {
    try (Consumer<String, byte[]> consumer = consumers.createConsumer()) {
      List<TopicPartition> partitions =
          consumer.listTopics().getOrDefault(topic, List.of()).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = settledEnds(consumers, consumer, partitions);
      long heard = System.nanoTime();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          put(record);
          heard = System.nanoTime();
        }
        if (System.nanoTime() - heard > SILENCE.toNanos()) {
          throw new TimeoutException("No event for a minute");
        }
      }
      flush();
      boolean whole =
          consumer.beginningOffsets(partitions).values().stream().allMatch(first -> first == 0);
      return new TopicRetention(whole, partitions.size(), places(journal));
    }
  }

  /** Of first events that stand for a row. */
  private Map<Integer, Place> places(Outbox journal) {
    Map<Integer, Place> places = new HashMap<>();
    firsts.forEach(
        (partition, first) ->
            journal
                .decidedAt(first.runId(), first.line())
                .ifPresent(
                    since -> places.put(partition, new Place(first.runId(), first.line(), since))));
    return places;
  }

  /** A commit returns before it shows: what is being settled is waited for, for a while. */
  private static Map<TopicPartition, Long> settledEnds(
      ConsumerFactory<String, byte[]> consumers,
      Consumer<String, byte[]> consumer,
      List<TopicPartition> partitions) {
    Properties uncommitted = new Properties();
    uncommitted.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    long deadline = System.nanoTime() + SETTLING.toNanos();
    try (Consumer<String, byte[]> all = consumers.createConsumer(null, null, null, uncommitted)) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (!ends.equals(all.endOffsets(partitions)) && System.nanoTime() < deadline) {
        ends = consumer.endOffsets(partitions);
      }
      return ends;
    }
  }

  /** A file's lines rise within a partition: what does not is out of order, or there twice. */
  private void put(ConsumerRecord<String, byte[]> record) {
    String type = header(record, "ce_type");
    boolean rejected = RejectedEvent.TYPE.equals(type);
    if (!rejected && !DebitedEvent.TYPE.equals(type)) {
      return; // Another program's, on the same topic.
    }
    String id = header(record, "ce_id");
    String shown = id.length() > SHOWN ? id.substring(0, SHOWN) + "…" : id;
    String sha256 = header(record, "ce_source").replace(CloudEvent.SOURCE, "");
    Long runId = runIds.get(sha256);
    EventContent told = EventContent.of(record, rejected);
    if (runId == null) {
      findings.add("Event %s is of a file that is not registered.".formatted(shown));
      return;
    }
    if (told == null || !told.eventId(sha256).equals(id)) {
      findings.add("Event %s of run %d cannot be read.".formatted(shown, runId));
      return;
    }
    firsts.putIfAbsent(record.partition(), new First(runId, told.line()));
    String place = record.partition() + "/" + runId;
    if (told.line() <= lastLines.getOrDefault(place, 0L)) {
      flush();
      if (of(runId, told.line() - 1, told.line()).isEmpty()) {
        findings.add(
            "Event %s of run %d, line %d, comes behind a later line's."
                .formatted(id, runId, told.line()));
      }
    }
    lastLines.merge(place, told.line(), Math::max);
    batch.add(
        new Object[] {
          runId,
          told.line(),
          told.requestId(),
          told.accountId(),
          told.amount(),
          told.currency(),
          told.balanceAfter(),
          told.reason()
        });
    if (batch.size() == BATCH) {
      flush();
    }
  }

  private void flush() {
    List<@Nullable Object[]> rows = List.copyOf(batch);
    batch.clear();
    if (rows.isEmpty()) {
      return;
    }
    try {
      transaction.executeWithoutResult(status -> scratch.batchUpdate(INSERT, rows));
    } catch (DuplicateKeyException oneOfThem) {
      rows.forEach(this::putAlone);
    }
  }

  private void putAlone(@Nullable Object[] row) {
    try {
      scratch.update(INSERT, row);
    } catch (DuplicateKeyException again) {
      findings.add("The event of run %s, line %s, is there twice.".formatted(row[0], row[1]));
    }
  }

  /** A file's events of the lines behind {@code after} up to {@code through}, by line. */
  Map<Long, EventContent> of(long runId, long after, long through) {
    Map<Long, EventContent> events = new TreeMap<>();
    scratch.query(
        EVENTS,
        row -> {
          EventContent told = EventContent.of(row);
          events.put(told.line(), told);
        },
        runId,
        after,
        through);
    return events;
  }

  /** A file's events of the lines behind {@code after}, by line, however many they are. */
  void behind(long runId, long after, RowCallbackHandler event) {
    scratch.query(EVENTS + " ORDER BY line_number", event, runId, after, Long.MAX_VALUE);
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
