package bank.withdrawals.reconciliation;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Money;
import bank.withdrawals.files.Printable;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.reconciliation.Reconciliation.Check;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.jdbc.core.JdbcTemplate;

/** I3: the rows of a file are its debited rows plus its rejected rows, in number and in amount. */
final class FileComparison {

  private static final String DEBITED =
      """
      SELECT run_id, COUNT(*), SUM(amount) FROM withdrawal GROUP BY run_id
      """;

  private static final String REJECTED =
      """
      SELECT run_id, COUNT(*), SUM(amount) FROM rejection GROUP BY run_id
      """;

  private final FileRegister files;
  private final JdbcTemplate jdbc;
  private final Tally tally = new Tally("I3", "files: rows read = debited + rejected");

  FileComparison(FileRegister files, JdbcTemplate jdbc) {
    this.files = files;
    this.jdbc = jdbc;
  }

  Check compare(Predicate<RegisteredFile> isDebited) {
    Map<Long, ControlTotal> debited = totalsByRun(DEBITED);
    Map<Long, ControlTotal> rejected = totalsByRun(REJECTED);
    for (RegisteredFile file : files.all()) {
      ControlTotal decided = take(debited, file.runId()).plus(take(rejected, file.runId()));
      tally.compared(file.rows().amount());
      compare(file, decided, isDebited.test(file));
    }
    debited.forEach((runId, total) -> reportUnknown(runId, total, "debits"));
    rejected.forEach((runId, total) -> reportUnknown(runId, total, "rejections"));
    return tally.check();
  }

  private void compare(RegisteredFile file, ControlTotal decided, boolean isDebited) {
    boolean balances =
        decided.count() == file.rows().count()
            && decided.amount().compareTo(file.rows().amount()) == 0;
    String sentence =
        "Run %d (%s): the file has %,d rows of %s, and %,d of %s are decided."
            .formatted(
                file.runId(),
                Printable.text(file.name()),
                file.rows().count(),
                Money.formatTotal(file.rows().amount()),
                decided.count(),
                Money.formatTotal(decided.amount()));
    if (isDebited ? !balances : decided.count() > file.rows().count()) {
      tally.wrong(sentence);
    } else if (!isDebited) {
      tally.note(sentence + " It is not finished: `run` resumes it.");
    }
  }

  private void reportUnknown(long runId, ControlTotal total, String what) {
    tally.wrong(
        "%,d %s of %s are of run %d, whose file is not registered."
            .formatted(total.count(), what, Money.formatTotal(total.amount()), runId));
  }

  private Map<Long, ControlTotal> totalsByRun(String sql) {
    Map<Long, ControlTotal> byRun = new HashMap<>();
    jdbc.query(
        sql,
        row -> {
          BigDecimal amount = row.getBigDecimal(3);
          byRun.put(
              row.getLong(1),
              new ControlTotal(row.getLong(2), amount == null ? BigDecimal.ZERO : amount));
        });
    return byRun;
  }

  private static ControlTotal take(Map<Long, ControlTotal> totals, long runId) {
    ControlTotal total = totals.remove(runId);
    return total == null ? ControlTotal.NONE : total;
  }
}
