package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on HSQLDB. */
class HsqldbParkedEventsTest extends ParkedEventsContract {

  HsqldbParkedEventsTest() {
    super(TestDatabase.HSQLDB);
  }
}
