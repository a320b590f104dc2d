package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on HSQLDB. */
class HsqldbWithoutAccountsTest extends WithoutAccountsContract {

  HsqldbWithoutAccountsTest() {
    super(TestDatabase.HSQLDB, "the embedded database");
  }
}
