package bank.withdrawals.bench;

import bank.withdrawals.testing.WithdrawalsTester;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A way to get a withdrawal file into the books.
 *
 * @param newDatabase an empty database each time
 * @param rows how many of the file's rows it takes at the most
 * @param settings of the job, more than the tests have
 */
record Contender(
    String name,
    Supplier<Map<String, String>> newDatabase,
    int rows,
    Map<String, Object> settings,
    Way way) {

  /** How it is done. */
  interface Way {

    /**
     * Takes the file.
     *
     * @param tester the tables, with all accounts, and the broker
     * @param rows how many of its rows
     */
    void take(WithdrawalsTester tester, BenchFile file, int rows) throws Exception;
  }
}
