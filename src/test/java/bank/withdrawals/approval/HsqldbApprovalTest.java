package bank.withdrawals.approval;

import bank.withdrawals.testing.TestHsqldb;
import java.util.Map;

/** The contract of approval on HSQLDB in file mode. */
class HsqldbApprovalTest extends ApprovalContract {

  @Override
  Map<String, String> newDatabase() {
    return TestHsqldb.newDatabase();
  }
}
