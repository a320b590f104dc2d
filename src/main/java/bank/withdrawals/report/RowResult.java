package bank.withdrawals.report;

import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.Decision;
import bank.withdrawals.domain.Money;
import bank.withdrawals.domain.Rejected;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The decision about a row as text cells, for the export and the HTML page. A rejected row has no
 * currency: the currency may be the reason.
 *
 * @param cells in the order of {@link #COLUMNS}; a cell without a value is empty
 */
public record RowResult(List<String> cells) {

  /** The names of the columns. */
  public static final List<String> COLUMNS =
      List.of(
          "line_number",
          "request_id",
          "account_id",
          "amount",
          "currency",
          "outcome",
          "reason",
          "message",
          "balance_after");

  /** The result of a decision. */
  public static RowResult of(Decision decision) {
    return decision instanceof Debited debited ? debited(debited) : rejected((Rejected) decision);
  }

  /** The cells by the name of their column, in the order of {@link #COLUMNS}. */
  public Map<String, String> byColumn() {
    Map<String, String> byColumn = new LinkedHashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      byColumn.put(COLUMNS.get(i), cells.get(i));
    }
    return byColumn;
  }

  private static RowResult debited(Debited debited) {
    return new RowResult(
        List.of(
            Long.toString(debited.line()),
            debited.requestId(),
            Long.toString(debited.accountId()),
            Money.format(debited.amount(), debited.currency()),
            debited.currency(),
            "DEBITED",
            "",
            "",
            Money.format(debited.balanceAfter(), debited.currency())));
  }

  private static RowResult rejected(Rejected rejected) {
    BigDecimal amount = rejected.amount();
    return new RowResult(
        List.of(
            Long.toString(rejected.line()),
            text(rejected.requestId()),
            text(rejected.accountId()),
            amount == null ? "" : Money.formatTotal(amount),
            "",
            "REJECTED",
            rejected.reason().name(),
            rejected.message(),
            ""));
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
