package bank.withdrawals.ledger;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.AccountId;
import bank.withdrawals.domain.Limits;
import bank.withdrawals.domain.Money;
import bank.withdrawals.files.Printable;
import com.opencsv.CSVReader;
import com.opencsv.CSVReaderBuilder;
import com.opencsv.RFC4180ParserBuilder;
import com.opencsv.exceptions.CsvValidationException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the accounts file: {@code
 * account_id,balance,currency,status,withdrawal_limit,daily_limit}. An import needs only the first
 * two columns.
 */
public final class AccountsFile {

  private static final int BATCH = 1_000;
  private static final String HEADER =
      "account_id,balance,currency,status,withdrawal_limit,daily_limit";

  private AccountsFile() {}

  /** The number of accounts that an import opened, and that existed already. */
  public record Imported(long opened, long existed) {}

  /** Prints every account, lowest id first. */
  public static void write(Accounts accounts, PrintWriter out) {
    out.println(HEADER);
    accounts.forEach(
        account ->
            out.printf(
                "%d,%s,%s,%s,%s,%s%n",
                account.accountId(),
                Money.format(account.balance(), account.currency()),
                account.currency(),
                account.status(),
                Limits.format(account.limits().perWithdrawal(), account.currency()),
                Limits.format(account.limits().perDay(), account.currency())));
  }

  /**
   * Opens the accounts of a file. Checks the whole file before it opens the first account. After a
   * crash, the same import opens the rest.
   *
   * @throws InvalidAccountsFileException if a row is invalid; names its line. No account is opened
   * @throws IOException if the storage fails
   */
  public static Imported read(Path file, String defaultCurrency, Accounts accounts)
      throws IOException {
    Set<Long> seen = new HashSet<>();
    forEach(
        file,
        defaultCurrency,
        account -> {
          if (!seen.add(account.accountId())) {
            throw new BadRowException("this account is in the file twice");
          }
        });
    List<Account> batch = new ArrayList<>(BATCH);
    long[] opened = {0};
    forEach(
        file,
        defaultCurrency,
        account -> {
          batch.add(account);
          if (batch.size() == BATCH) {
            opened[0] += accounts.open(batch);
            batch.clear();
          }
        });
    opened[0] += accounts.open(batch);
    return new Imported(opened[0], seen.size() - opened[0]);
  }

  private static void forEach(Path file, String defaultCurrency, Consumer<Account> consumer)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidAccountsFileException(
          "%s is not a file that can be read.".formatted(printable(file)));
    }
    try (BufferedReader text = Files.newBufferedReader(file);
        CSVReader rows =
            new CSVReaderBuilder(text).withCSVParser(new RFC4180ParserBuilder().build()).build()) {
      long line = 1;
      try {
        Columns columns = Columns.of(rows.readNext());
        line = rows.getLinesRead() + 1;
        for (String[] row = rows.readNext(); row != null; row = rows.readNext()) {
          consumer.accept(account(row, columns, defaultCurrency));
          line = rows.getLinesRead() + 1;
        }
      } catch (BadRowException | CsvValidationException | IOException bad) {
        throw new InvalidAccountsFileException(
            "Line %d of %s: %s. No account was opened: fix the line and import again."
                .formatted(
                    line,
                    printable(file),
                    bad instanceof BadRowException
                        ? bad.getMessage()
                        : "not readable as CSV in UTF-8"),
            bad);
      }
    }
  }

  private static Account account(String[] row, Columns columns, String defaultCurrency) {
    if (row.length != columns.count()) {
      throw new BadRowException("the number of cells differs from the header");
    }
    long id = AccountId.parse(row[columns.accountId()]);
    if (id == AccountId.NONE) {
      throw new BadRowException("account_id must be up to 18 digits");
    }
    String currency = optional(row, columns.currency(), defaultCurrency);
    int decimals =
        Money.decimals(currency)
            .orElseThrow(() -> new BadRowException("currency must be an ISO 4217 code"));
    BigDecimal balance = Money.parse(row[columns.balance()]);
    if (balance == null || balance.scale() > decimals) {
      throw new BadRowException(
          "balance must be a plain decimal of zero or more with at most %d decimals"
              .formatted(decimals));
    }
    String status = optional(row, columns.status(), Account.Status.ACTIVE.name());
    if (Arrays.stream(Account.Status.values()).noneMatch(known -> known.name().equals(status))) {
      throw new BadRowException("status must be ACTIVE, FROZEN or CLOSED");
    }
    return new Account(
        id,
        balance,
        currency,
        Account.Status.valueOf(status),
        new Limits(
            limit(row, columns.withdrawalLimit(), decimals, "withdrawal_limit"),
            limit(row, columns.dailyLimit(), decimals, "daily_limit")),
        null);
  }

  private static @Nullable BigDecimal limit(String[] row, int column, int decimals, String name) {
    String cell = optional(row, column, "");
    if (cell.isEmpty()) {
      return null;
    }
    BigDecimal limit = Limits.parse(cell, decimals);
    if (limit == null) {
      throw new BadRowException(
          "%s must be empty or a plain decimal above zero with at most %d decimals"
              .formatted(name, decimals));
    }
    return limit;
  }

  private static String printable(Path file) {
    return Printable.text(file.toString());
  }

  private static String optional(String[] row, int column, String otherwise) {
    return column < 0 || row[column].isEmpty() ? otherwise : row[column];
  }

  /** The indexes of the columns; -1 for an optional column that is missing. */
  private record Columns(
      int count,
      int accountId,
      int balance,
      int currency,
      int status,
      int withdrawalLimit,
      int dailyLimit) {

    static Columns of(String[] header) {
      List<String> names =
          header == null
              ? List.of()
              : Arrays.stream(header)
                  .map(name -> name.replace("\uFEFF", "").toLowerCase(Locale.ROOT))
                  .toList();
      if (!names.contains("account_id") || !names.contains("balance")) {
        throw new BadRowException("the header must have account_id and balance");
      }
      return new Columns(
          names.size(),
          names.indexOf("account_id"),
          names.indexOf("balance"),
          names.indexOf("currency"),
          names.indexOf("status"),
          names.indexOf("withdrawal_limit"),
          names.indexOf("daily_limit"));
    }
  }

  /** A row is invalid; the message is the reason. Never leaves this class. */
  private static final class BadRowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadRowException(String message) {
      super(message);
    }
  }

  /** The file cannot be imported. The message is a sentence for an operator. */
  public static final class InvalidAccountsFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidAccountsFileException(String sentence) {
      super(sentence);
    }

    InvalidAccountsFileException(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }
}
