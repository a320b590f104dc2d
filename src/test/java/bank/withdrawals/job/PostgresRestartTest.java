package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on PostgreSQL. */
class PostgresRestartTest extends RestartContract {

  PostgresRestartTest() {
    super(TestDatabase.POSTGRES);
  }
}
