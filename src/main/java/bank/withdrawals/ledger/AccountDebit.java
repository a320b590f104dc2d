package bank.withdrawals.ledger;

import bank.withdrawals.domain.DayTotal;
import java.math.BigDecimal;

/**
 * The debits of one account in a chunk.
 *
 * @param sum of the debits, above zero
 * @param largest of the debits
 * @param dayTotal of the account, with these debits
 */
record AccountDebit(BigDecimal sum, BigDecimal largest, DayTotal dayTotal) {

  /** The sum of this debit and a later one. */
  AccountDebit plus(AccountDebit later) {
    return new AccountDebit(sum.add(later.sum), largest.max(later.largest), later.dayTotal);
  }
}
