package bank.withdrawals.approval;

import bank.withdrawals.testing.TestDatabase;

/** The contract of approval on a real PostgreSQL. */
class PostgresApprovalTest extends ApprovalContract {

  @Override
  TestDatabase database() {
    return TestDatabase.POSTGRES;
  }
}
