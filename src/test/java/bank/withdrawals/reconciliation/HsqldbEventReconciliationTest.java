package bank.withdrawals.reconciliation;

import bank.withdrawals.testing.TestDatabase;

/** The contract on HSQLDB. */
class HsqldbEventReconciliationTest extends EventReconciliationContract {

  HsqldbEventReconciliationTest() {
    super(TestDatabase.HSQLDB);
  }
}
