package bank.withdrawals.run;

import bank.withdrawals.testing.TestHsqldb;
import java.util.Map;

/** The contract of {@code check} on HSQLDB in file mode. */
class HsqldbCheckTest extends CheckContract {

  @Override
  Map<String, String> newDatabase() {
    return TestHsqldb.newDatabase();
  }
}
