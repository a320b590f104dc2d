package bank.withdrawals.reconciliation;

import bank.withdrawals.testing.TestDatabase;

/** The contract of {@code reconcile} on a real PostgreSQL. */
class PostgresReconcileTest extends ReconcileContract {

  @Override
  TestDatabase database() {
    return TestDatabase.POSTGRES;
  }
}
