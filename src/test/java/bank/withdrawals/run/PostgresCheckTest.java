package bank.withdrawals.run;

import bank.withdrawals.testing.TestPostgres;
import java.util.Map;

/** The contract of {@code check} on a real PostgreSQL. */
class PostgresCheckTest extends CheckContract {

  @Override
  Map<String, String> newDatabase() {
    return TestPostgres.newDatabase();
  }
}
