package bank.withdrawals.publishing;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
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
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The events of a topic as a {@code read_committed} consumer gets them, put by file and line into a
 * scratch database, where more of them fit than into memory.
 */
final class EventCopy {

  private static final int BATCH = 1_000;
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration SETTLING = Duration.ofSeconds(15);
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final String SOURCE = "/withdrawals/files/";

  private static final String TABLE =
      "CREATE TABLE event (file_id BIGINT NOT NULL, line_number BIGINT NOT NULL,"
          + " request_id VARCHAR(64) NOT NULL, account_id BIGINT NOT NULL,"
          + " amount NUMERIC(19, 4) NOT NULL, currency CHAR(3) NOT NULL,"
          + " balance_after NUMERIC(19, 4) NOT NULL, PRIMARY KEY (file_id, line_number))";

  private static final String INSERT = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)";

  private static final String EVENTS =
      "SELECT line_number, request_id, account_id, amount, currency, balance_after FROM event"
          + " WHERE file_id = ? AND line_number > ? AND line_number <= ?";

  private static final JsonMapper JSON = new JsonMapper();

  private final JdbcTemplate scratch;
  private final TransactionTemplate transaction;
  private final Map<String, Long> fileIds;
  private final EventFindings findings;
  private final Map<String, Long> lastLines = new HashMap<>();
  private final List<Object[]> batch = new ArrayList<>();

  /**
   * A copy of nothing yet.
   *
   * @param scratch an empty database that nobody else uses
   * @param fileIds the registered files by their SHA-256
   * @param findings told of events that cannot be put in
   */
  EventCopy(DataSource scratch, Map<String, Long> fileIds, EventFindings findings) {
    this.scratch = new JdbcTemplate(scratch);
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(scratch));
    this.fileIds = fileIds;
    this.findings = findings;
    this.scratch.execute(TABLE);
  }

  /**
   * Reads a topic from its beginning to its end.
   *
   * @return whether it has its beginning still
   * @throws org.apache.kafka.common.KafkaException where Kafka cannot be asked
   */
  boolean read(ConsumerFactory<String, byte[]> consumers, String topic) {
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
      return consumer.beginningOffsets(partitions).values().stream().allMatch(first -> first == 0);
    }
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
    if (!DebitedEvent.TYPE.equals(header(record, "ce_type"))) {
      return; // Another program's, on the same topic.
    }
    String id = header(record, "ce_id");
    Long fileId = fileIds.get(header(record, "ce_source").replace(SOURCE, ""));
    ToldDebit told = told(record);
    if (fileId == null) {
      findings.add("Event %s is of a file that is not registered.".formatted(id));
      return;
    }
    if (told == null || !told.requestId().equals(id)) {
      findings.add("Event %s of run %d cannot be read.".formatted(id, fileId));
      return;
    }
    String place = record.partition() + "/" + fileId;
    if (told.line() <= lastLines.getOrDefault(place, 0L)) {
      flush();
      if (of(fileId, told.line() - 1, told.line()).isEmpty()) {
        findings.add(
            "Event %s of run %d, line %d, comes behind a later line's."
                .formatted(id, fileId, told.line()));
      }
    }
    lastLines.merge(place, told.line(), Math::max);
    batch.add(
        new Object[] {
          fileId,
          told.line(),
          told.requestId(),
          told.accountId(),
          told.amount(),
          told.currency(),
          told.balanceAfter()
        });
    if (batch.size() == BATCH) {
      flush();
    }
  }

  private void flush() {
    List<Object[]> rows = List.copyOf(batch);
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

  private void putAlone(Object[] row) {
    try {
      scratch.update(INSERT, row);
    } catch (DuplicateKeyException again) {
      findings.add(
          "Event %s of run %s, line %s, is there twice.".formatted(row[2], row[0], row[1]));
    }
  }

  /** A file's events of the lines behind {@code after} up to {@code through}, by line. */
  Map<Long, ToldDebit> of(long fileId, long after, long through) {
    Map<Long, ToldDebit> events = new TreeMap<>();
    scratch.query(
        EVENTS,
        row -> {
          ToldDebit told = told(row);
          events.put(told.line(), told);
        },
        fileId,
        after,
        through);
    return events;
  }

  /** The last line of a file that has an event; 0 where none has. */
  long lastLine(long fileId) {
    Long line =
        scratch.queryForObject(
            "SELECT MAX(line_number) FROM event WHERE file_id = ?", Long.class, fileId);
    return line == null ? 0 : line;
  }

  /**
   * What a debit is about, as an event or the journal tells it.
   *
   * @param line of the input file on which its request starts
   */
  record ToldDebit(
      long line,
      String requestId,
      long accountId,
      BigDecimal amount,
      String currency,
      BigDecimal balanceAfter) {

    boolean isSame(ToldDebit other) {
      return requestId.equals(other.requestId)
          && accountId == other.accountId
          && amount.compareTo(other.amount) == 0
          && currency.equals(other.currency)
          && balanceAfter.compareTo(other.balanceAfter) == 0;
    }

    @Override
    public String toString() {
      return "request %s, account %d, %s %s, balance after it %s"
          .formatted(
              requestId,
              accountId,
              amount.stripTrailingZeros().toPlainString(),
              currency,
              balanceAfter.stripTrailingZeros().toPlainString());
    }
  }

  /** From a row of line, request, account, amount, currency and balance. */
  static ToldDebit told(ResultSet row) throws SQLException {
    return new ToldDebit(
        row.getLong(1),
        row.getString(2),
        row.getLong(3),
        row.getBigDecimal(4),
        row.getString(5),
        row.getBigDecimal(6));
  }

  private static @Nullable ToldDebit told(ConsumerRecord<String, byte[]> record) {
    try {
      JsonNode data = JSON.readTree(record.value());
      String account = data.path("accountId").asString();
      return account.equals(record.key())
          ? new ToldDebit(
              data.path("line").asLong(),
              data.path("requestId").asString(),
              Long.parseLong(account),
              new BigDecimal(data.path("amount").asString()),
              data.path("currency").asString(),
              new BigDecimal(data.path("balanceAfter").asString()))
          : null;
    } catch (JacksonException | IllegalArgumentException notOurs) {
      return null;
    }
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
