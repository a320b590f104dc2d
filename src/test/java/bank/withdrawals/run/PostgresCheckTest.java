package bank.withdrawals.run;

import bank.withdrawals.testing.TestDatabase;

/** The contract of {@code check} on a real PostgreSQL. */
class PostgresCheckTest extends CheckContract {

  @Override
  TestDatabase database() {
    return TestDatabase.POSTGRES;
  }
}
