package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on PostgreSQL. */
class PostgresWithoutAccountsTest extends WithoutAccountsContract {

  PostgresWithoutAccountsTest() {
    super(TestDatabase.POSTGRES, "the database test\\d+, schema public");
  }
}
