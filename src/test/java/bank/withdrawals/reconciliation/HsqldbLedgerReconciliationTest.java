package bank.withdrawals.reconciliation;

import bank.withdrawals.testing.TestDatabase;

/** The contract on HSQLDB. */
class HsqldbLedgerReconciliationTest extends LedgerReconciliationContract {

  HsqldbLedgerReconciliationTest() {
    super(TestDatabase.HSQLDB);
  }
}
