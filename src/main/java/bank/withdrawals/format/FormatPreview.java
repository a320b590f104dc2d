package bank.withdrawals.format;

import bank.withdrawals.domain.AccountId;
import bank.withdrawals.domain.AccountNumber;
import bank.withdrawals.domain.Money;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.Rules;
import bank.withdrawals.domain.ValidatedRow;
import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.files.Printable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file as a format reads it, for a person who wants to see whether the format is right. Rows are
 * judged by themselves: accounts, limits and earlier debits do not matter here.
 *
 * @param columns names of the cells
 * @param first the first rows
 * @param rows how many rows the file has; up to the fault if it has one
 * @param amount sum of all amounts that are plain decimals
 * @param rejected how many rows are wrong by themselves
 * @param blankRows how many rows have no content
 * @param trailer what the file says about its rows, or null
 * @param fault the sentence about the file as a whole; empty if it can be read
 */
public record FormatPreview(
    List<String> columns,
    List<Row> first,
    long rows,
    BigDecimal amount,
    long rejected,
    long blankRows,
    @Nullable Trailer trailer,
    String fault) {

  private static final int MOST_COLUMNS = 6;
  private static final int MOST_CHARS = 24;

  /** Stands for an account that is not looked up here. */
  private static final long SOME_ACCOUNT = 1;

  public FormatPreview {
    columns = List.copyOf(columns);
    first = List.copyOf(first);
  }

  /**
   * A row.
   *
   * @param row as the format reads it
   * @param problem reason and message if it is wrong by itself, or empty
   */
  public record Row(WithdrawalRow row, String problem) {}

  /**
   * Reads a whole file.
   *
   * @param most how many of the first rows to keep
   * @throws IOException if the file cannot be read
   */
  public static FormatPreview of(Format format, Path file, ReadRules rules, int most)
      throws IOException {
    List<Row> first = new ArrayList<>();
    List<String> columns = List.of();
    BigDecimal amount = BigDecimal.ZERO;
    Trailer trailer = null;
    long rows = 0;
    long rejected = 0;
    long blankRows = 0;
    String fault = "";
    try (RowSource source = format.open(file, Files.newInputStream(file), rules, "line:")) {
      columns = source.columns();
      for (WithdrawalRow row = source.next(); row != null; row = source.next()) {
        rows++;
        String problem = problem(row);
        rejected += problem.isEmpty() ? 0 : 1;
        BigDecimal of = Money.parse(row.amount());
        amount = of == null ? amount : amount.add(of);
        if (first.size() < most) {
          first.add(new Row(row, problem));
        }
        blankRows = source.blankRows();
      }
      blankRows = source.blankRows();
      trailer = source.trailer().orElse(null);
    } catch (RefusedFileException refused) {
      fault = refused.sentence(Printable.name(file));
    }
    return new FormatPreview(columns, first, rows, amount, rejected, blankRows, trailer, fault);
  }

  /** Whether the trailer, if there is one, says the same as the rows. */
  public boolean trailerHolds() {
    return trailer == null
        || ((trailer.records() == null || trailer.records() == rows)
            && (trailer.total() == null || trailer.total().compareTo(amount) == 0));
  }

  /** A table of the first rows, and a sentence about all of them. */
  public String text() {
    List<List<String>> table = new ArrayList<>();
    List<String> names =
        columns.subList(0, Math.min(MOST_COLUMNS, columns.size())).stream()
            .map(name -> Printable.shortened(name, MOST_CHARS))
            .toList();
    table.add(line("line", names, ""));
    for (Row row : first) {
      List<String> cells = row.row().malformed() ? List.of() : row.row().cells();
      table.add(
          line(
              Long.toString(row.row().line()),
              cells.stream()
                  .limit(MOST_COLUMNS)
                  .map(cell -> Printable.shortened(cell, MOST_CHARS))
                  .toList(),
              row.problem()));
    }
    StringBuilder text = new StringBuilder(aligned(table));
    if (!fault.isEmpty()) {
      text.append("It would be refused: ").append(fault).append('\n');
    }
    text.append(
        "%,d rows, %s in total; %,d are wrong by themselves; %,d rows without content.%n"
            .formatted(rows, Money.formatTotal(amount), rejected, blankRows));
    if (trailer != null) {
      text.append(
          trailerHolds()
              ? "The trailer says the same.\n"
              : "The trailer says something else: %s rows, %s in total.%n"
                  .formatted(
                      trailer.records() == null ? "?" : trailer.records(),
                      trailer.total() == null ? "?" : Money.formatTotal(trailer.total())));
    }
    return text.toString();
  }

  private static String problem(WithdrawalRow row) {
    ValidatedRow validated = Rules.validate(hasNumber(row) ? row.withAccount(SOME_ACCOUNT) : row);
    return validated instanceof Rejected rejected
        ? rejected.reason() + ": " + rejected.message()
        : "";
  }

  /** Whether the account is named by a number, which only the ledger knows. */
  private static boolean hasNumber(WithdrawalRow row) {
    if (row.accountNumber().isBlank()) {
      String number = AccountNumber.parse(row.accountId());
      return AccountId.parse(row.accountId()) == AccountId.NONE
          && number != null
          && AccountNumber.isIbanOrSortCode(number);
    }
    return row.accountId().isBlank() && AccountNumber.parse(row.accountNumber()) != null;
  }

  private static List<String> line(String number, List<String> cells, String problem) {
    List<String> line = new ArrayList<>(List.of(number));
    line.addAll(cells);
    while (line.size() < MOST_COLUMNS + 1) {
      line.add("");
    }
    line.add(problem);
    return line;
  }

  private static String aligned(List<List<String>> table) {
    int[] widths = new int[MOST_COLUMNS + 2];
    table.forEach(
        line -> {
          for (int i = 0; i < widths.length - 1; i++) {
            widths[i] = Math.max(widths[i], line.get(i).length());
          }
        });
    StringBuilder text = new StringBuilder();
    for (List<String> line : table) {
      StringBuilder padded = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = line.get(i);
        padded.append(cell).append(" ".repeat(Math.max(0, widths[i] - cell.length())));
        padded.append(widths[i] == 0 ? "" : "  ");
      }
      text.append(padded.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
