package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on HSQLDB. */
class HsqldbDecisionsTest extends DecisionsContract {

  HsqldbDecisionsTest() {
    super(TestDatabase.HSQLDB);
  }
}
