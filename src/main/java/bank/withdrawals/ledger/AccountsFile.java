package bank.withdrawals.ledger;

import bank.withdrawals.csv.CsvLimits;
import bank.withdrawals.csv.CsvRecord;
import bank.withdrawals.csv.CsvScanner;
import bank.withdrawals.csv.MalformedCsvException;
import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Limits;
import bank.withdrawals.domain.Money;
import bank.withdrawals.files.Printable;
import bank.withdrawals.ledger.AccountColumns.InvalidRowException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the accounts file: CSV with the {@link AccountColumns}. An import needs only the
 * first two columns. Rows without content are skipped.
 */
public final class AccountsFile {

  private static final int BATCH = 1_000;

  private AccountsFile() {}

  /** The number of accounts that an import opened, and that existed already. */
  public record Imported(long opened, long existed) {}

  /** Prints every account, lowest id first. */
  public static void write(Accounts accounts, PrintWriter out) {
    out.println(String.join(",", AccountColumns.NAMES));
    accounts.forEach(
        account ->
            out.printf(
                "%d,%s,%s,%s,%s,%s,%s%n",
                account.accountId(),
                Money.format(account.balance(), account.currency()),
                account.currency(),
                account.status(),
                Limits.format(account.limits().perWithdrawal(), account.currency()),
                Limits.format(account.limits().perDay(), account.currency()),
                account.number() == null ? "" : account.number()));
  }

  /**
   * Opens the accounts of a file. Checks the whole file before it opens the first account. After a
   * crash, the same import opens the rest.
   *
   * @param limits how large a record may be
   * @throws InvalidAccountsFileException if a row is invalid; names its line. No account is opened
   * @throws IOException if the storage fails
   */
  public static Imported read(
      Path file, String defaultCurrency, CsvLimits limits, Accounts accounts) throws IOException {
    long rows = check(file, defaultCurrency, limits, accounts);
    List<Account> batch = new ArrayList<>(BATCH);
    long[] opened = {0};
    forEach(
        file,
        defaultCurrency,
        limits,
        row -> {
          batch.add(row.account());
          if (batch.size() == BATCH) {
            opened[0] += accounts.open(batch);
            batch.clear();
          }
        });
    opened[0] += accounts.open(batch);
    return new Imported(opened[0], rows - opened[0]);
  }

  /** Checks the whole file and returns the number of its accounts. */
  private static long check(Path file, String defaultCurrency, CsvLimits limits, Accounts accounts)
      throws IOException {
    Set<Long> ids = new HashSet<>();
    Set<String> numbers = new HashSet<>();
    List<Row> numbered = new ArrayList<>(BATCH);
    forEach(
        file,
        defaultCurrency,
        limits,
        row -> {
          String number = row.account().number();
          if (!ids.add(row.account().accountId())) {
            throw new InvalidRowException("this account is in the file twice");
          }
          if (number != null && !numbers.add(number)) {
            throw new InvalidRowException("this account_number is in the file twice");
          }
          if (number != null) {
            numbered.add(row);
          }
          if (numbered.size() == BATCH) {
            requireFree(numbered, accounts, file);
            numbered.clear();
          }
        });
    requireFree(numbered, accounts, file);
    return ids.size();
  }

  /** Checks that no existing account has a number under another id. */
  private static void requireFree(List<Row> numbered, Accounts accounts, Path file) {
    Map<String, Long> taken =
        accounts.idsByNumber(numbered.stream().map(row -> row.account().number()).toList());
    for (Row row : numbered) {
      Long owner = taken.get(row.account().number());
      if (owner != null && owner != row.account().accountId()) {
        throw invalid(
            file, row.line(), "account %d has this account_number already".formatted(owner), null);
      }
    }
  }

  /** An account and the line on which its row starts. */
  private record Row(long line, Account account) {}

  private static void forEach(
      Path file, String defaultCurrency, CsvLimits limits, Consumer<Row> consumer)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidAccountsFileException(
          "%s is not a file that can be read.".formatted(printable(file)), null);
    }
    long line = 1;
    try (CsvScanner records = new CsvScanner(Files.newInputStream(file), 0, 1, limits)) {
      CsvRecord record = records.next();
      AccountColumns columns = AccountColumns.of(record == null ? List.of() : record.cells());
      for (record = records.next(); record != null; record = records.next()) {
        line = record.line();
        if (!record.cells().stream().allMatch(String::isBlank)) {
          consumer.accept(new Row(line, columns.account(record.cells(), defaultCurrency)));
        }
      }
    } catch (InvalidRowException bad) {
      throw invalid(file, line, String.valueOf(bad.getMessage()), bad);
    } catch (MalformedCsvException bad) {
      throw invalid(
          file,
          bad.line(),
          "byte offset %d: %s".formatted(bad.byteOffset(), bad.getMessage()),
          bad);
    } catch (AccessDeniedException denied) {
      throw new InvalidAccountsFileException(
          "%s is not a file that can be read.".formatted(printable(file)), denied);
    }
  }

  private static InvalidAccountsFileException invalid(
      Path file, long line, String problem, @Nullable Throwable cause) {
    return new InvalidAccountsFileException(
        "Line %d of %s: %s. No account was opened: fix the line and import again."
            .formatted(line, printable(file), problem),
        cause);
  }

  private static String printable(Path file) {
    return Printable.text(file.toString());
  }

  /** The file cannot be imported. The message is a sentence for an operator. */
  public static final class InvalidAccountsFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidAccountsFileException(String sentence, @Nullable Throwable cause) {
      super(sentence, cause);
    }
  }
}
