package bank.withdrawals.reconciliation;

import bank.withdrawals.testing.TestHsqldb;
import java.util.Map;

/** The contract of {@code reconcile} on HSQLDB in file mode. */
class HsqldbReconcileTest extends ReconcileContract {

  @Override
  Map<String, String> newDatabase() {
    return TestHsqldb.newDatabase();
  }
}
