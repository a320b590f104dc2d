package bank.withdrawals.ledger;

import java.math.BigDecimal;

/**
 * What a chunk takes from one account.
 *
 * @param sum of its debits, above zero
 * @param largest of its debits
 */
record AccountDebit(BigDecimal sum, BigDecimal largest) {

  static AccountDebit of(BigDecimal amount) {
    return new AccountDebit(amount, amount);
  }

  AccountDebit plus(AccountDebit other) {
    return new AccountDebit(sum.add(other.sum), largest.max(other.largest));
  }
}
