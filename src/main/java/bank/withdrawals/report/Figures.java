package bank.withdrawals.report;

import bank.withdrawals.withdrawal.RejectReason;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the database says of one input file.
 *
 * @param fileId the file, which is also the run
 * @param name of the file, without a path
 * @param sha256 of its bytes, 64 hex digits
 * @param records its rows, and the sum of their amounts that can be read
 * @param byReason rejections, in the order of {@link RejectReason}, none that is empty
 */
public record Figures(
    long fileId,
    String name,
    String sha256,
    Counted records,
    Instant receivedAt,
    Counted debited,
    Map<RejectReason, Counted> byReason,
    Events events) {

  /** All rejections. */
  public Counted rejected() {
    return byReason.values().stream().reduce(Counted.NONE, Counted::plus);
  }

  /** Whether every row was either debited or rejected, and their money adds up to the file's. */
  public boolean addUp() {
    Counted left = undecidedRows();
    return left.count() == 0 && left.amount().signum() == 0;
  }

  /** The rows that are neither debited nor rejected yet. */
  public Counted undecidedRows() {
    Counted decided = debited.plus(rejected());
    return new Counted(
        records.count() - decided.count(), records.amount().subtract(decided.amount()));
  }

  /** These figures, with decisions over more rows of the same file added. */
  public Figures plus(Decisions more) {
    Map<RejectReason, Counted> reasons = new EnumMap<>(RejectReason.class);
    reasons.putAll(byReason);
    more.byReason().forEach((reason, counted) -> reasons.merge(reason, counted, Counted::plus));
    return new Figures(
        fileId, name, sha256, records, receivedAt, debited.plus(more.debited()), reasons, events);
  }

  /** The figures of a file of which no row is decided. */
  public static Figures undecided(
      long fileId, String name, String sha256, Counted records, Instant now) {
    return new Figures(
        fileId, name, sha256, records, now, Counted.NONE, Map.of(), new Events(0, 0, 0));
  }
}
