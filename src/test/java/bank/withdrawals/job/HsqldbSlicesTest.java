package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on HSQLDB. */
class HsqldbSlicesTest extends SlicesContract {

  HsqldbSlicesTest() {
    super(TestDatabase.HSQLDB);
  }
}
