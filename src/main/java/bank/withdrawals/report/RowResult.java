package bank.withdrawals.report;

import bank.withdrawals.domain.Money;
import bank.withdrawals.domain.RejectReason;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of one row: debited where there is a balance after it, else rejected for a reason.
 *
 * @param line of the input file on which the row starts
 * @param requestId null where the row has none that is valid, as are account and amount
 * @param currency of the account; null for a rejected row, whose currency may be what is wrong
 * @param balanceAfter the account's balance after the debit; null where there was none
 * @param reason null where it was debited
 * @param message one sentence on the reason; null where it was debited
 */
public record RowResult(
    long line,
    @Nullable String requestId,
    @Nullable Long accountId,
    @Nullable BigDecimal amount,
    @Nullable String currency,
    @Nullable BigDecimal balanceAfter,
    @Nullable RejectReason reason,
    @Nullable String message) {

  private static final RowResult NOTHING =
      new RowResult(0, null, null, null, null, null, null, null);

  /** The names of the {@link #cells}, in their order. */
  public static String[] columns() {
    return NOTHING.cells().keySet().toArray(String[]::new);
  }

  /** The result as text by column, in a fixed order; empty for what there is not. */
  public Map<String, String> cells() {
    Map<String, String> cells = new LinkedHashMap<>();
    cells.put("line_number", Long.toString(line));
    cells.put("request_id", text(requestId));
    cells.put("account_id", text(accountId));
    cells.put("amount", money(amount));
    cells.put("currency", text(currency));
    cells.put("outcome", reason == null ? "DEBITED" : "REJECTED");
    cells.put("reason", text(reason));
    cells.put("message", text(message));
    cells.put("balance_after", money(balanceAfter));
    return cells;
  }

  private String money(@Nullable BigDecimal value) {
    if (value == null) {
      return "";
    }
    return currency == null ? Money.formatTotal(value) : Money.format(value, currency);
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
