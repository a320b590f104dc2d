package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on HSQLDB. */
class HsqldbInboxTest extends InboxContract {

  HsqldbInboxTest() {
    super(TestDatabase.HSQLDB);
  }
}
