package bank.withdrawals.domain;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed request to take money from one account.
 *
 * @param position ordinal of the row in its work file, from 1
 * @param line line of the input file on which the row starts
 * @param requestId 1 to 64 characters, unique over all debits ever made
 * @param accountId zero or more; {@link AccountId#NONE} if no account has the row's number
 * @param amount above zero, in units of the currency, with the decimals as written (at most 4)
 * @param currency ISO 4217 code, or null for the account's currency
 * @param unknownNumber the account number of the row if no account has it; else null
 */
public record WithdrawalRequest(
    long position,
    long line,
    String requestId,
    long accountId,
    BigDecimal amount,
    @Nullable String currency,
    @Nullable String unknownNumber)
    implements ValidatedRow {

  /** A request that names its account by the id. */
  public WithdrawalRequest(
      long position,
      long line,
      String requestId,
      long accountId,
      BigDecimal amount,
      @Nullable String currency) {
    this(position, line, requestId, accountId, amount, currency, null);
  }
}
