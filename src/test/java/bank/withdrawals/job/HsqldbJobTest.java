package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on HSQLDB in file mode. */
class HsqldbJobTest extends JobContract {

  @Override
  TestDatabase database() {
    return TestDatabase.HSQLDB;
  }
}
