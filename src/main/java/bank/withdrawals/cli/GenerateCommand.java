package bank.withdrawals.cli;

import bank.withdrawals.files.OwnerOnlyFiles;
import bank.withdrawals.report.ExitCode;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes sample files of any size. The same options always write the same bytes. */
@Command(
    name = "generate",
    description = "Writes accounts.csv and withdrawals.csv with random rows.")
final class GenerateCommand implements Callable<Integer> {

  private static final long FIRST_ACCOUNT = 1_000_001;
  private static final int MAX_CENTS = 50_000;
  private static final int MAX_ROWS = 1_000_000_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "1000",
      description = "number of withdrawals (default: ${DEFAULT-VALUE})")
  private int rows;

  @Option(
      names = "--accounts",
      paramLabel = "M",
      defaultValue = "100",
      description = "number of accounts, numbered from 1000001 (default: ${DEFAULT-VALUE})")
  private int accounts;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "seed of the random numbers (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--rejects",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      description = "share of rows for accounts that do not exist (default: ${DEFAULT-VALUE})")
  private double rejects;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "where to write the files (default: the current directory)")
  private Path directory = Path.of(".");

  @Override
  public Integer call() throws IOException {
    if (rows < 0 || rows > MAX_ROWS || accounts < 1 || rejects < 0 || rejects > 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--rows must be 0 to a billion, --accounts 1 or more, --rejects 0 to 1.");
    }
    SplittableRandom random = new SplittableRandom(seed);
    OwnerOnlyFiles.createDirectory(directory);
    Path accountsFile = directory.resolve("accounts.csv");
    Path withdrawalsFile = directory.resolve("withdrawals.csv");
    writeAccounts(accountsFile, random);
    writeWithdrawals(withdrawalsFile, random);
    spec.commandLine().getOut().printf("%s%n%s%n", accountsFile, withdrawalsFile);
    spec.commandLine().getOut().flush();
    return ExitCode.SUCCESS.code();
  }

  /** Balances cover nearly all withdrawals of an account, so that a few rows are rejected. */
  private void writeAccounts(Path file, SplittableRandom random) throws IOException {
    long expected = 1 + (long) rows * MAX_CENTS / 2 / accounts;
    try (Writer csv = OwnerOnlyFiles.newWriter(file)) {
      csv.write("account_id,balance,currency,status\n");
      for (int i = 0; i < accounts; i++) {
        long cents = expected + random.nextLong(expected + 1);
        csv.write((FIRST_ACCOUNT + i) + "," + amount(cents) + ",USD,ACTIVE\n");
      }
    }
  }

  private void writeWithdrawals(Path file, SplittableRandom random) throws IOException {
    try (Writer csv = OwnerOnlyFiles.newWriter(file)) {
      csv.write("request_id,account_id,amount,currency,reference\n");
      for (int i = 1; i <= rows; i++) {
        boolean unknown = random.nextDouble() < rejects;
        long account =
            unknown ? FIRST_ACCOUNT + accounts : FIRST_ACCOUNT + random.nextInt(accounts);
        String amount = amount(1 + random.nextInt(MAX_CENTS));
        csv.write("g" + seed + "-" + i + "," + account + "," + amount + ",USD,Order " + i + "\n");
      }
    }
  }

  private static String amount(long cents) {
    return cents / 100 + "." + cents / 10 % 10 + cents % 10;
  }
}
