package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on HSQLDB. */
class HsqldbEventsTest extends EventsContract {

  HsqldbEventsTest() {
    super(TestDatabase.HSQLDB);
  }
}
