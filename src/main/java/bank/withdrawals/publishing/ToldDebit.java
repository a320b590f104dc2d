package bank.withdrawals.publishing;

import bank.withdrawals.withdrawal.Money;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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

  private static final int MAX_ID = 64;
  private static final JsonMapper JSON = new JsonMapper();

  /** From a row of line, request, account, amount, currency and balance. */
  static ToldDebit of(ResultSet row) throws SQLException {
    return new ToldDebit(
        row.getLong(1),
        row.getString(2),
        row.getLong(3),
        row.getBigDecimal(4),
        row.getString(5),
        row.getBigDecimal(6));
  }

  /**
   * From an event, whoever wrote it.
   *
   * @return null where it says something that the journal could not, or not to the account it is
   *     about
   */
  static @Nullable ToldDebit of(ConsumerRecord<String, byte[]> event) {
    try {
      JsonNode data = JSON.readTree(event.value());
      BigDecimal amount = Money.parse(data.path("amount").asString());
      BigDecimal balanceAfter = Money.parse(data.path("balanceAfter").asString());
      if (amount == null || balanceAfter == null) {
        return null;
      }
      String account = data.path("accountId").asString();
      ToldDebit told =
          new ToldDebit(
              data.path("line").asLong(),
              data.path("requestId").asString(),
              Long.parseLong(account),
              amount,
              data.path("currency").asString(),
              balanceAfter);
      return told.isPossible() && account.equals(event.key()) ? told : null;
    } catch (JacksonException | IllegalArgumentException notOurs) {
      return null;
    }
  }

  private boolean isPossible() {
    return line > 0 && requestId.length() <= MAX_ID && currency.length() == 3;
  }

  boolean isSame(ToldDebit other) {
    return line == other.line
        && requestId.equals(other.requestId)
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
