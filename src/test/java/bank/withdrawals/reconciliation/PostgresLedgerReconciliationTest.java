package bank.withdrawals.reconciliation;

import bank.withdrawals.testing.TestDatabase;

/** The contract on PostgreSQL. */
class PostgresLedgerReconciliationTest extends LedgerReconciliationContract {

  PostgresLedgerReconciliationTest() {
    super(TestDatabase.POSTGRES);
  }
}
