package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on HSQLDB. */
class HsqldbDeathsTest extends DeathsContract {

  HsqldbDeathsTest() {
    super(TestDatabase.HSQLDB);
  }
}
