package bank.withdrawals.reconciliation;

import bank.withdrawals.testing.TestDatabase;

/** The contract of {@code reconcile} on HSQLDB in file mode. */
class HsqldbReconcileTest extends ReconcileContract {

  @Override
  TestDatabase database() {
    return TestDatabase.HSQLDB;
  }
}
