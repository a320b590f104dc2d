package bank.withdrawals.format;

import static bank.withdrawals.csv.CsvSamples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bank.withdrawals.csv.CsvDialect;
import bank.withdrawals.domain.WithdrawalRow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowsInCellsTest {

  private static final String HEADER = "request_id,account_id,amount,currency,reference\n";
  private static final String FIRST = "W-1,1,1.00,USD,a\n";

  /** The record that swallows rows; line and byte at which it starts; the first row within. */
  static List<Arguments> swallowed() {
    return List.of(
        Arguments.of("last cell", FIRST + "W-2,2,2.00,USD,\"b\nW-3,3,3.00,USD,c\"\n", 3, 65, 4),
        Arguments.of(
            "several rows",
            "W-1,1,1.00,USD,\"a\nW-2,2,2.00,USD,b\nW-3,3,3.00,USD,c\nW-4,4,4.00,USD,\"\n",
            2,
            48,
            3),
        Arguments.of("first cell", "\"W-1,1,1.00,USD,a\nW-2\",2,2.00,USD,b\n", 2, 48, 3),
        Arguments.of("middle cell", "W-1,1,\"1.00,USD,a\nW-2,2,2.00\",USD,b\n", 2, 48, 3),
        Arguments.of("CRLF", "W-1,1,1.00,USD,\"a\r\nW-2,2,2.00,USD,b\"\r\n", 2, 48, 3),
        Arguments.of("at the end", "W-1,1,1.00,USD,\"a\nW-2,2,2.00,USD,b\"", 2, 48, 3),
        Arguments.of(
            "doubled quotes", "W-1,1,1.00,USD,\"\"\"a\nW-2,2,2.00,USD,b\"\"\"\n", 2, 48, 3),
        Arguments.of("a malformed record", "\"W-1,1,1.00,USD,a\nW-2,2,2.00,USD,b\"\n", 2, 48, 3),
        Arguments.of(
            "a row with a wrong amount", "W-1,1,1.00,USD,\"a\nW-2,2,$2.005,USD,b\"\n", 2, 48, 3),
        Arguments.of(
            "a row after free text",
            "W-1,1,1.00,USD,\"Rent,\nNovember\nW-2,2,2.00,USD,b\"\n",
            2,
            48,
            4));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("swallowed")
  void rowsInACellRefuseTheFile(String name, String rows, long line, long offset, long first)
      throws Exception {
    RefusedFileException refused =
        catchThrowableOfType(RefusedFileException.class, () -> read(HEADER + rows, false));
    assertThat(refused)
        .hasMessageContaining("would be whole rows, the first on line %d;", first)
        .hasMessageContaining("withdrawals.intake.allow-rows-in-cells");
    assertThat(List.of(refused.line(), refused.byteOffset())).containsExactly(line, offset);

    assertThat(read(HEADER + rows, true)).as("the setting allows it").isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "account_id,amount,\"note\n1,1.00,a\n2,2.00,b\"\n3,3.00,c\n",
        "account_id,amount,\"x,note\n1,1.00,a\",b\n3,3.00,c,d\n",
      })
  void rowsInTheHeaderRefuseTheFile(String text) throws Exception {
    RefusedFileException refused =
        catchThrowableOfType(RefusedFileException.class, () -> read(text, false));
    assertThat(refused).hasMessageContaining("the first on line 2");
    assertThat(refused.line()).isEqualTo(1);
    assertThat(read(text, true)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Rent,\nNovember",
        "\n",
        "\n\n\n",
        "one\r\ntwo\r\nthree",
        "first,second,third,fourth,fifth\nsixth,seventh,eighth,ninth,tenth",
        "1, 2, 3, 4, 5\n6, 7, 8, 9, 10",
        "Invoices:\n17, 18, 19, 20, 21",
        "Tel. 1,2\nFax 3,4",
        "Dear all,\nplease pay 5.00, not 6.00,\n\nthank you,\nJane, John, Jim, Jack and Joe",
        ",,,,\n,,,,",
        "\nW-2,2,2.00",
        "1.00\n2.00",
        "W-9,9,9.00,USD,z\nRent"
      })
  void textOverSeveralLinesIsAccepted(String cell) throws Exception {
    List<WithdrawalRow> rows =
        read(HEADER + FIRST + "W-2,2,2.00,USD,\"" + cell + "\"\nW-3,3,3.00,USD,c\n", false);
    assertThat(rows).extracting(WithdrawalRow::requestId).containsExactly("W-1", "W-2", "W-3");
    assertThat(rows.get(1).cells().get(4)).isEqualTo(cell);
  }

  /** Header, and a row whose cells of text have several lines. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '/',
      value = {
        "note,request_id,account_id,amount/~Rent,|November~,W-1,1,1.00",
        "note,request_id,account_id,amount/~Rent, a, b, c|November~,W-1,1,~1.00~",
        "request_id,note,account_id,amount/W-1,~Rent,|November~,1,1.00",
        "request_id,account_id,note,amount/W-1,1,~Rent,|November~,1.00",
        "a,request_id,account_id,amount,b/~x|y~,W-1,1,1.00,~x|y~",
        "account_id,amount,note/1,1.00,~Rent|November~",
        "account_id,amount,note/1,1.00,~Rent, food|and, 2, 3~",
        "note,account_id,amount/~Please, pay, this|today~,1,1.00",
        "request_id,account_id,amount/~W|1~,1,1.00",
        "account_id,amount/1,~1.00|~",
        "account_id,amount,~a|b~/1,1.00,~a|b~",
        "~a|b~,account_id,amount/~a|b~,1,1.00",
      })
  void textMayBeInAnyColumn(String header, String row) throws Exception {
    String text = (header + "\n" + row + "\n").replace('~', '"').replace('|', '\n');
    assertThat(read(text, false)).hasSize(1);
    assertThat(read(text.replace("\n", "\r\n"), false)).hasSize(1);
  }

  /** An account number names the account as well as its id. */
  @Test
  void rowsWithAnAccountNumberAreRows() {
    String header = "account_number,amount,note\n";
    String first = header + "x,1,\"a\n";
    assertThat(
            catchThrowableOfType(
                RefusedFileException.class,
                () -> read(first + "DE89370400440532013000,1.00,b\"\n", false)))
        .hasMessageContaining("the first on line 3");
  }

  @Test
  void delimiterAndQuoteAreThoseOfTheDialect() {
    RowsInCells rows = new RowsInCells(3, List.of(0), 1, new CsvDialect(';', '\''));
    assertThat(rows.find(utf8("1;1,00;'a\n2;2,00;b'\r\n"))).isEqualTo(1);
    assertThat(rows.find(utf8("1;1,00;'a\n2,2.00,b'\r\n"))).isZero();
  }

  /** Two stray quotes anywhere in two rows, with whole rows between them or not. */
  @Test
  void anyTwoStrayQuotesAreNoticed() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      List<List<String>> rows = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        rows.add(new ArrayList<>(row(i, random)));
      }
      int opening = random.nextInt(7);
      int closing = opening + 1 + random.nextInt(7 - opening);
      quote(rows.get(opening), random.nextInt(5), true);
      quote(rows.get(closing), random.nextInt(5), false);
      String text = HEADER + text(rows);
      assertThat(catchThrowableOfType(RefusedFileException.class, () -> read(text, false)))
          .as("seed %d, round %d: %s", seed, round, text)
          .hasMessageContaining("would be whole rows, the first on line ");
    }
  }

  /** Prose in any cell that is text: words, numbers and amounts with a blank after each comma. */
  @Test
  void anyProseIsAccepted() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      List<List<String>> rows = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        List<String> row = new ArrayList<>(row(i, random));
        row.set(4, '"' + prose(random) + '"');
        row.add(0, '"' + prose(random) + '"');
        rows.add(row);
      }
      String text = "remark," + HEADER + text(rows);
      assertThat(read(text, false)).as("seed %d, round %d", seed, round).hasSize(8);
    }
  }

  private static List<String> row(int i, Random random) {
    return List.of(
        "W-" + i,
        Integer.toString(random.nextInt(100)),
        "%d.%02d".formatted(random.nextInt(1000), random.nextInt(100)),
        random.nextBoolean() ? "USD" : "",
        random.nextBoolean() ? "Rent" : "");
  }

  private static void quote(List<String> row, int column, boolean before) {
    String cell = row.get(column);
    row.set(column, before ? '"' + cell : cell + '"');
  }

  private static String prose(Random random) {
    List<String> words =
        List.of("rent", "7", "12.50", "November", "\"\"x\"\"", "W-3", "USD", "a/b", "2026-11-26");
    List<String> gaps = List.of(" ", ", ", ", ", ",\n", "\n", ".\r\n", "; ", ":\n");
    StringBuilder prose = new StringBuilder();
    for (int n = random.nextInt(30); n > 0; n--) {
      prose.append(words.get(random.nextInt(words.size())));
      prose.append(gaps.get(random.nextInt(gaps.size())));
    }
    return prose.toString();
  }

  private static String text(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append(String.join(",", row)).append('\n'));
    return text.toString();
  }

  private static List<WithdrawalRow> read(String text, boolean allowed)
      throws IOException, RefusedFileException {
    List<WithdrawalRow> rows = new ArrayList<>();
    try (RowSource source =
        new DefaultFormat()
            .open(
                Path.of("x.csv"),
                new ByteArrayInputStream(utf8(text)),
                new ReadRules(65536, 256, false, allowed),
                "id:")) {
      for (WithdrawalRow row = source.next(); row != null; row = source.next()) {
        rows.add(row);
      }
    }
    return rows;
  }
}
