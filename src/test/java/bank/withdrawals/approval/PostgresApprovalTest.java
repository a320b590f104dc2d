package bank.withdrawals.approval;

import bank.withdrawals.testing.TestDatabase;

/** The contract on PostgreSQL. */
class PostgresApprovalTest extends ApprovalContract {

  PostgresApprovalTest() {
    super(TestDatabase.POSTGRES);
  }
}
