package bank.withdrawals.approval;

import bank.withdrawals.testing.TestDatabase;

/** The contract on HSQLDB. */
class HsqldbApprovalTest extends ApprovalContract {

  HsqldbApprovalTest() {
    super(TestDatabase.HSQLDB);
  }
}
