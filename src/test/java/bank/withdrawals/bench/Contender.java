package bank.withdrawals.bench;

import bank.withdrawals.testing.WithdrawalsTester;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A way to debit a file of withdrawals.
 *
 * @param newDatabase an empty database each time
 * @param rows the most rows of the file that it processes
 * @param settings settings of the job, in addition to those of the tests
 */
record Contender(
    String name,
    Supplier<Map<String, String>> newDatabase,
    int rows,
    Map<String, Object> settings,
    Way way) {

  /** The way itself. */
  interface Way {

    /**
     * Processes the file.
     *
     * @param tester the tables, with all accounts, and the broker
     * @param rows how many of its rows to process
     */
    void process(WithdrawalsTester tester, BenchFile file, int rows) throws Exception;
  }
}
