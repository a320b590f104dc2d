package bank.withdrawals.testing;

import java.util.Map;

/** What the job promises on every database. A subclass for each of them names it. */
public abstract class DatabaseContract {

  protected static final String HEADER = WithdrawalsTester.HEADER;

  private final TestDatabase database;

  protected DatabaseContract(TestDatabase database) {
    this.database = database;
  }

  /** The job over empty tables, with the default settings. */
  protected WithdrawalsTester tester() {
    return tester(Map.of());
  }

  /** As above, with so many rows a chunk. */
  protected WithdrawalsTester tester(int chunkSize) {
    return tester(Map.of("withdrawals.job.chunk-size", chunkSize));
  }

  /** As above, so many slices at once, each with so many rows or more. */
  protected WithdrawalsTester tester(int chunkSize, int sliceRows, int partitions) {
    return tester(
        Map.of(
            "withdrawals.job.chunk-size",
            chunkSize,
            "withdrawals.job.slice-rows",
            sliceRows,
            "withdrawals.job.partitions",
            partitions));
  }

  /** The job over empty tables, with settings of the caller's. */
  protected WithdrawalsTester tester(Map<String, ?> settings) {
    return WithdrawalsTester.over(database, settings);
  }

  /** The job over a database of the tester's own, whose schema a test may change. */
  protected WithdrawalsTester testerOverNewDatabase(Map<String, ?> settings) {
    return WithdrawalsTester.over(database.newDatabase(), settings);
  }
}
