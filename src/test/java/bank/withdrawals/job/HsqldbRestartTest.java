package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on HSQLDB. */
class HsqldbRestartTest extends RestartContract {

  HsqldbRestartTest() {
    super(TestDatabase.HSQLDB);
  }
}
