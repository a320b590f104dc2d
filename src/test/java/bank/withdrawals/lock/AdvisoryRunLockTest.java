package bank.withdrawals.lock;

import bank.withdrawals.testing.TestPostgres;
import java.util.Map;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class AdvisoryRunLockTest extends RunLockContract {

  @Override
  RunLock lock() {
    Map<String, String> database = TestPostgres.newDatabase();
    return new AdvisoryRunLock(
        new DriverManagerDataSource(
            database.get("spring.datasource.url"),
            database.get("spring.datasource.username"),
            database.get("spring.datasource.password")));
  }
}
