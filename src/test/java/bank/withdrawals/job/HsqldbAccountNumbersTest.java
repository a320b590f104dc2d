package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on HSQLDB. */
class HsqldbAccountNumbersTest extends AccountNumbersContract {

  HsqldbAccountNumbersTest() {
    super(TestDatabase.HSQLDB);
  }
}
