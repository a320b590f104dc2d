package bank.withdrawals.report;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.RejectReason;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/** Adds up what the tables hold of a run; keeps no tallies that could drift from them. */
@Component
public class RunTotalsReader {

  private static final String DEBITED =
      "SELECT COUNT(*), SUM(amount), COUNT(CASE WHEN line_number <= ? THEN 1 END)"
          + " FROM withdrawal WHERE run_id = ?";

  private static final String REJECTED =
      "SELECT reason, COUNT(*), SUM(amount), COUNT(CASE WHEN line_number <= ? THEN 1 END)"
          + " FROM rejection WHERE run_id = ? GROUP BY reason";

  private static final String BY_CURRENCY =
      "SELECT currency, SUM(amount) FROM withdrawal WHERE run_id = ? GROUP BY currency";

  private static final String PARKED =
      "SELECT COUNT(*), COUNT(CASE WHEN line_number <= ? THEN 1 END)"
          + " FROM parked_event WHERE run_id = ?";

  private final JdbcTemplate jdbc;

  /** The figures in the database behind {@code jdbc}. */
  public RunTotalsReader(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** The figures of one file, or empty where it was never registered. */
  public Optional<RunTotals> of(long runId) {
    return jdbc
        .query(
            "SELECT name, sha256, records, total_amount, received_at, published_through,"
                + " reject_events FROM input_file WHERE run_id = ?",
            (row, n) -> {
              long publishedThrough = row.getLong(6);
              Told debits = debits(runId, publishedThrough);
              Rejections rejections = rejections(runId, publishedThrough);
              Told told = row.getBoolean(7) ? debits.plus(rejections.told()) : debits;
              return new RunTotals(
                  runId,
                  row.getString(1),
                  row.getString(2),
                  new ControlTotal(row.getLong(3), row.getBigDecimal(4)),
                  row.getObject(5, OffsetDateTime.class).toInstant(),
                  debits.counted(),
                  rejections.byReason(),
                  events(runId, publishedThrough, told));
            },
            runId)
        .stream()
        .findFirst();
  }

  /** The debits of one file, added up by currency. */
  public Map<String, BigDecimal> debitedByCurrency(long runId) {
    Map<String, BigDecimal> byCurrency = new TreeMap<>();
    jdbc.query(
        BY_CURRENCY,
        row -> {
          byCurrency.put(row.getString(1), row.getBigDecimal(2));
        },
        runId);
    return byCurrency;
  }

  /** The decisions over a file's rows, registered or not. */
  public OutcomeTotals decisions(long runId) {
    return new OutcomeTotals(debits(runId, 0).counted(), rejections(runId, 0).byReason());
  }

  /** Why a row was rejected, in words; empty where it was not. */
  public Optional<String> rejectionMessage(long runId, long line) {
    return jdbc
        .query(
            "SELECT message FROM rejection WHERE run_id = ? AND line_number = ?",
            (row, n) -> row.getString(1),
            runId,
            line)
        .stream()
        .findFirst();
  }

  /**
   * The first rejections of a file, in file order.
   *
   * @param limit how many at most, 1 or more
   */
  public List<RejectedLine> firstRejections(long runId, int limit) {
    return jdbc.query(
        "SELECT line_number, reason, message FROM rejection WHERE run_id = ?"
            + " ORDER BY line_number FETCH FIRST "
            + limit
            + " ROWS ONLY",
        (row, n) ->
            new RejectedLine(
                row.getLong(1), RejectReason.valueOf(row.getString(2)), row.getString(3)),
        runId);
  }

  /**
   * A rejected row by its place.
   *
   * @param line of the input file on which the row starts
   * @param message one sentence; holds nothing of the row but numbers already checked
   */
  public record RejectedLine(long line, RejectReason reason, String message) {}

  /** Rows that are told, and how many of them are not behind the watermark. */
  private record Told(ControlTotal counted, long throughWatermark) {

    static final Told NONE = new Told(ControlTotal.NONE, 0);

    Told plus(Told other) {
      return new Told(counted.plus(other.counted), throughWatermark + other.throughWatermark);
    }
  }

  private record Rejections(Map<RejectReason, ControlTotal> byReason, Told told) {}

  private Told debits(long runId, long publishedThrough) {
    return one(
        DEBITED,
        (row, n) -> new Told(counted(row.getLong(1), row.getBigDecimal(2)), row.getLong(3)),
        publishedThrough,
        runId);
  }

  private Rejections rejections(long runId, long publishedThrough) {
    Map<RejectReason, ControlTotal> byReason = new EnumMap<>(RejectReason.class);
    Told told = Told.NONE;
    for (Map.Entry<RejectReason, Told> reason : toldByReason(runId, publishedThrough)) {
      byReason.put(reason.getKey(), reason.getValue().counted());
      told = told.plus(reason.getValue());
    }
    return new Rejections(byReason, told);
  }

  private List<Map.Entry<RejectReason, Told>> toldByReason(long runId, long publishedThrough) {
    return jdbc.query(
        REJECTED,
        (row, n) ->
            Map.entry(
                RejectReason.valueOf(row.getString(1)),
                new Told(counted(row.getLong(2), row.getBigDecimal(3)), row.getLong(4))),
        publishedThrough,
        runId);
  }

  private EventCounts events(long runId, long publishedThrough, Told told) {
    return one(
        PARKED,
        (row, n) -> {
          long parked = row.getLong(1);
          long sent = told.throughWatermark() - row.getLong(2);
          return new EventCounts(sent, told.counted().count() - sent - parked, parked);
        },
        publishedThrough,
        runId);
  }

  private static ControlTotal counted(long count, @Nullable BigDecimal sum) {
    return new ControlTotal(count, sum == null ? BigDecimal.ZERO : sum);
  }

  private <T> T one(String sql, RowMapper<T> mapper, Object... arguments) {
    return jdbc.query(sql, mapper, arguments).get(0);
  }
}
