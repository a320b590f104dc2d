package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on PostgreSQL. */
class PostgresFaultsTest extends FaultsContract {

  PostgresFaultsTest() {
    super(TestDatabase.POSTGRES);
  }
}
