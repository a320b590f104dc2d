package bank.withdrawals.reconciliation;

import bank.withdrawals.testing.TestDatabase;

/** The contract on PostgreSQL. */
class PostgresEventReconciliationTest extends EventReconciliationContract {

  PostgresEventReconciliationTest() {
    super(TestDatabase.POSTGRES);
  }
}
