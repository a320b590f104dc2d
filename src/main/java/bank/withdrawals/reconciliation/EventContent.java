package bank.withdrawals.reconciliation;

import bank.withdrawals.domain.Money;
import bank.withdrawals.outbox.RejectedEvent;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A row's end, as the tables or an event tell it: debited where there is a balance after it, else
 * rejected.
 *
 * @param line line of the input file on which the row starts
 * @param requestId of a rejection, null where the row has none that is valid, as are account and
 *     amount
 * @param currency null for a rejection, as is the balance after it
 * @param reason null for a debit
 */
record EventContent(
    long line,
    @Nullable String requestId,
    @Nullable Long accountId,
    @Nullable BigDecimal amount,
    @Nullable String currency,
    @Nullable BigDecimal balanceAfter,
    @Nullable String reason) {

  private static final int MAX_ID = 64;
  private static final int MAX_REASON = 20;
  private static final JsonMapper JSON = new JsonMapper();

  /** From a row of line, request, account, amount, currency, balance and reason. */
  static EventContent of(ResultSet row) throws SQLException {
    return new EventContent(
        row.getLong(1),
        row.getString(2),
        row.getObject(3, Long.class),
        row.getBigDecimal(4),
        row.getString(5),
        row.getBigDecimal(6),
        row.getString(7));
  }

  /**
   * From an event, whoever wrote it.
   *
   * @param rejected whether its type is that of a rejection
   * @return null where it says something that the tables could not, or not to the account it is
   *     about
   */
  static @Nullable EventContent of(ConsumerRecord<String, byte[]> event, boolean rejected) {
    try {
      JsonNode data = JSON.readTree(event.value());
      String account = text(data, "accountId");
      EventContent told =
          new EventContent(
              data.path("line").asLong(),
              text(data, "requestId"),
              account == null ? null : Long.valueOf(account),
              money(data, "amount"),
              text(data, "currency"),
              money(data, "balanceAfter"),
              text(data, "reason"));
      return told.isPossible(rejected) && Objects.equals(account, event.key()) ? told : null;
    } catch (JacksonException | IllegalArgumentException notOurs) {
      return null;
    }
  }

  private static @Nullable String text(JsonNode data, String name) {
    JsonNode value = data.path(name);
    return value.isMissingNode() ? null : value.asString();
  }

  private static @Nullable BigDecimal money(JsonNode data, String name) {
    String text = text(data, name);
    if (text == null) {
      return null;
    }
    BigDecimal amount = Money.parse(text);
    if (amount == null) {
      throw new IllegalArgumentException("No amount of money");
    }
    return amount;
  }

  private boolean isPossible(boolean rejected) {
    if (line <= 0 || (requestId != null && requestId.length() > MAX_ID)) {
      return false;
    }
    return rejected
        ? reason != null
            && reason.length() <= MAX_REASON
            && currency == null
            && balanceAfter == null
        : reason == null
            && requestId != null
            && accountId != null
            && amount != null
            && balanceAfter != null
            && currency != null
            && currency.length() == 3;
  }

  /** Whether money moved. */
  boolean isDebit() {
    return reason == null;
  }

  /** The id of its event, where it is of the file with this SHA-256. */
  String eventId(String sha256) {
    return isDebit() ? String.valueOf(requestId) : RejectedEvent.id(sha256, line);
  }

  boolean isSame(EventContent other) {
    return line == other.line
        && Objects.equals(requestId, other.requestId)
        && Objects.equals(accountId, other.accountId)
        && isSame(amount, other.amount)
        && Objects.equals(currency, other.currency)
        && isSame(balanceAfter, other.balanceAfter)
        && Objects.equals(reason, other.reason);
  }

  private static boolean isSame(@Nullable BigDecimal amount, @Nullable BigDecimal other) {
    if (amount == null || other == null) {
      return amount == null && other == null;
    }
    return amount.compareTo(other) == 0;
  }

  @Override
  public String toString() {
    String payload =
        "request %s, account %s, %s".formatted(or(requestId), or(accountId), plain(amount));
    return isDebit()
        ? "%s %s, balance after it %s".formatted(payload, currency, plain(balanceAfter))
        : "%s, rejected as %s".formatted(payload, reason);
  }

  private static String or(@Nullable Object value) {
    return value == null ? "none" : value.toString();
  }

  private static String plain(@Nullable BigDecimal amount) {
    return amount == null ? "no amount" : amount.stripTrailingZeros().toPlainString();
  }
}
