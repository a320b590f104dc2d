package bank.withdrawals.reconciliation;

import bank.withdrawals.testing.TestPostgres;
import java.util.Map;

/** The contract of {@code reconcile} on a real PostgreSQL. */
class PostgresReconcileTest extends ReconcileContract {

  @Override
  Map<String, String> newDatabase() {
    return TestPostgres.newDatabase();
  }
}
