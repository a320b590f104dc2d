package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on PostgreSQL. */
class PostgresAccountNumbersTest extends AccountNumbersContract {

  PostgresAccountNumbersTest() {
    super(TestDatabase.POSTGRES);
  }
}
