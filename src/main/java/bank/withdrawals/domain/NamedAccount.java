package bank.withdrawals.domain;

import org.jspecify.annotations.Nullable;

/**
 * The account that a row names: by its id, by a number that no account has, or not at all.
 *
 * @param id zero or more; {@link AccountId#NONE} without an id
 * @param unknownNumber a well-formed number in its normal form; null without one. Rows with the
 *     number of an account have its id by now
 * @param problem a sentence for people if the row does not name an account; else null
 */
record NamedAccount(long id, @Nullable String unknownNumber, @Nullable String problem) {

  /** What the two cells of a row name. */
  static NamedAccount of(WithdrawalRow row) {
    if (row.accountNumber().isBlank()) {
      return ofId(row.accountId());
    }
    String number = AccountNumber.parse(row.accountNumber());
    if (number == null) {
      return invalid("account number", row.accountNumber());
    }
    return row.accountId().isBlank() || number.equals(AccountNumber.parse(row.accountId()))
        ? new NamedAccount(AccountId.NONE, number, null)
        : new NamedAccount(
            AccountId.NONE, null, "Account id and account number do not name the same account.");
  }

  /** Anything might be meant as an id. So only a text that can be nothing else is a number here. */
  private static NamedAccount ofId(String text) {
    long id = AccountId.parse(text);
    if (id != AccountId.NONE) {
      return new NamedAccount(id, null, null);
    }
    String number = AccountNumber.parse(text);
    return number != null && AccountNumber.isIbanOrSortCode(number)
        ? new NamedAccount(AccountId.NONE, number, null)
        : invalid("account id", text);
  }

  private static NamedAccount invalid(String what, String text) {
    String cause = AccountNumber.cause(text);
    return new NamedAccount(
        AccountId.NONE,
        null,
        cause.isEmpty() ? "Invalid %s.".formatted(what) : "Invalid %s: %s.".formatted(what, cause));
  }
}
