package bank.withdrawals.reconciliation;

import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.Decision;
import bank.withdrawals.domain.Money;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.outbox.EventSerializer;
import bank.withdrawals.outbox.PublishedEvent;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The outcome of a row as its event states it: what the tables and the topic must agree on.
 *
 * @param line line of the input file on which the row starts
 * @param requestId null if the request id of a rejected row is not valid; likewise account and
 *     amount
 * @param currency null for a rejection; likewise the balance
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

  /** What the event of a row must state. */
  static EventContent fromDecision(Decision decision) {
    if (decision instanceof Debited debited) {
      return new EventContent(
          debited.line(),
          debited.requestId(),
          debited.accountId(),
          debited.amount(),
          debited.currency(),
          debited.balanceAfter(),
          null);
    }
    Rejected rejected = (Rejected) decision;
    return new EventContent(
        rejected.line(),
        rejected.requestId(),
        rejected.accountId(),
        rejected.amount(),
        null,
        null,
        rejected.reason().name());
  }

  /** Reads a row with the columns line, request, account, amount, currency, balance and reason. */
  static EventContent fromRow(ResultSet row) throws SQLException {
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
   * Reads an event, whoever wrote it.
   *
   * @return null if a value is outside the range of its column, or if the key is not the account
   */
  static @Nullable EventContent fromEvent(PublishedEvent event) {
    boolean rejected = EventSerializer.REJECTED.equals(event.attribute("type"));
    try {
      JsonNode data = event.data();
      String account = text(data, "accountId");
      EventContent content =
          new EventContent(
              data.path("line").asLong(),
              text(data, "requestId"),
              account == null ? null : Long.valueOf(account),
              money(data, "amount"),
              text(data, "currency"),
              money(data, "balanceAfter"),
              text(data, "reason"));
      return content.isPossible(rejected) && Objects.equals(account, event.key()) ? content : null;
    } catch (JacksonException | IllegalArgumentException unreadable) {
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
      throw new IllegalArgumentException("Not an amount of money");
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

  boolean isDebit() {
    return reason == null;
  }

  /** The id of the event, if the row is in the file with this SHA-256. */
  String eventId(String sha256) {
    return isDebit() ? String.valueOf(requestId) : EventSerializer.rejectionId(sha256, line);
  }

  /** Whether both state the same, whatever the scale of their amounts. */
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

  /** For a finding. */
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
