package bank.withdrawals.run;

import bank.withdrawals.testing.TestDatabase;

/** The contract on HSQLDB. */
class HsqldbCheckTest extends CheckContract {

  HsqldbCheckTest() {
    super(TestDatabase.HSQLDB);
  }
}
