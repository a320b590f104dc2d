package bank.withdrawals.approval;

import bank.withdrawals.testing.TestPostgres;
import java.util.Map;

/** The contract of approval on a real PostgreSQL. */
class PostgresApprovalTest extends ApprovalContract {

  @Override
  Map<String, String> newDatabase() {
    return TestPostgres.newDatabase();
  }
}
