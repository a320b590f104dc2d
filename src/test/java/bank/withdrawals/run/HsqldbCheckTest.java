package bank.withdrawals.run;

import bank.withdrawals.testing.TestDatabase;

/** The contract of {@code check} on HSQLDB in file mode. */
class HsqldbCheckTest extends CheckContract {

  @Override
  TestDatabase database() {
    return TestDatabase.HSQLDB;
  }
}
