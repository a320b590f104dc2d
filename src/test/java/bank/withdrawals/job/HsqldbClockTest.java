package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on HSQLDB. */
class HsqldbClockTest extends ClockContract {

  HsqldbClockTest() {
    super(TestDatabase.HSQLDB);
  }
}
