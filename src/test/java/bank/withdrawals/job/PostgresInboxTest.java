package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on PostgreSQL. */
class PostgresInboxTest extends InboxContract {

  PostgresInboxTest() {
    super(TestDatabase.POSTGRES);
  }
}
