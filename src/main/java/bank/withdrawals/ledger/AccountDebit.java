package bank.withdrawals.ledger;

import bank.withdrawals.domain.DayTotal;
import java.math.BigDecimal;

/**
 * What a chunk takes from one account.
 *
 * @param sum of its debits, above zero
 * @param largest of its debits
 * @param withdrawn what its day comes to with them
 */
record AccountDebit(BigDecimal sum, BigDecimal largest, DayTotal withdrawn) {

  /** This debit and a later one. */
  AccountDebit plus(AccountDebit later) {
    return new AccountDebit(sum.add(later.sum), largest.max(later.largest), later.withdrawn);
  }
}
