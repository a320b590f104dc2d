package bank.withdrawals.ledger;

import bank.withdrawals.testing.TestPostgres;
import java.util.Map;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The contract of the ledger on a real PostgreSQL. */
class PostgresLedgerTest extends LedgerContract {

  @Override
  SingleConnectionDataSource newDatabase() {
    Map<String, String> database = TestPostgres.newDatabase();
    return new SingleConnectionDataSource(
        database.get("spring.datasource.url"),
        database.get("spring.datasource.username"),
        database.get("spring.datasource.password"),
        true);
  }
}
