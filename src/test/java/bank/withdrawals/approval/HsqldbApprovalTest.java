package bank.withdrawals.approval;

import bank.withdrawals.testing.TestDatabase;

/** The contract of approval on HSQLDB in file mode. */
class HsqldbApprovalTest extends ApprovalContract {

  @Override
  TestDatabase database() {
    return TestDatabase.HSQLDB;
  }
}
