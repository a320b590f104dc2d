package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on HSQLDB. */
class HsqldbFaultsTest extends FaultsContract {

  HsqldbFaultsTest() {
    super(TestDatabase.HSQLDB);
  }
}
