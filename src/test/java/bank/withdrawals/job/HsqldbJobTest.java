package bank.withdrawals.job;

import bank.withdrawals.testing.TestHsqldb;
import java.util.Map;

/** The contract on HSQLDB in file mode. */
class HsqldbJobTest extends JobContract {

  @Override
  Map<String, String> newDatabase() {
    return TestHsqldb.newDatabase();
  }
}
