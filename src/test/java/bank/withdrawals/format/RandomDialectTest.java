package bank.withdrawals.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random rows, written in a random dialect, are read as they were. */
class RandomDialectTest {

  private static final int FILES = 300;
  private static final String TEXT = "ab \"';|,\t.é€";

  @Test
  void everyRowComesBack() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < FILES; i++) {
      Dialect dialect = new Dialect(random);
      List<String> expected = new ArrayList<>();
      StringBuilder file = new StringBuilder(dialect.start());
      int line = dialect.firstLine();
      int rows = 1 + random.nextInt(6);
      for (int row = 0; row < rows; row++) {
        long cents = 1 + random.nextLong(random.nextBoolean() ? 1_000 : 10_000_000_000L);
        String account = Long.toString(1 + random.nextInt(9));
        String id = "R-" + row;
        file.append(dialect.line(id, dialect.amount(cents), account, text(random)));
        expected.add(
            "%d: %s, %s, %d.%02d, EUR".formatted(line++, id, account, cents / 100, cents % 100));
      }

      SenderFile.Reading reading =
          SenderFile.read(dialect.yaml(), file.toString().getBytes(dialect.charset()));

      String details = "seed %d, file %d%n%s%s".formatted(seed, i, dialect.yaml(), file);
      assertThat(reading.refusal()).as(details).isEmpty();
      assertThat(reading.inShort()).as(details).isEqualTo(expected);
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append(TEXT.charAt(random.nextInt(TEXT.length())));
    }
    return text.toString();
  }

  /** How one sender writes. */
  private static final class Dialect {

    private final char delimiter;
    private final char quote;
    private final String encoding;
    private final char decimal;
    private final String grouping;
    private final boolean cents;
    private final boolean negative;
    private final boolean header;
    private final int before;
    private final String lineEnd;
    private final String symbol;

    Dialect(Random random) {
      delimiter = ",;\t|".charAt(random.nextInt(4));
      quote = "\"'".charAt(random.nextInt(2));
      encoding = List.of("UTF-8", "UTF-16", "UTF-16LE", "windows-1252").get(random.nextInt(4));
      decimal = ".,".charAt(random.nextInt(2));
      grouping = List.of("", " ", decimal == '.' ? "," : ".").get(random.nextInt(3));
      cents = random.nextInt(3) == 0;
      negative = random.nextInt(3) == 0;
      header = random.nextBoolean();
      before = random.nextInt(3);
      lineEnd = random.nextBoolean() ? "\n" : "\r\n";
      symbol = random.nextInt(3) == 0 ? "€" : "";
    }

    Charset charset() {
      return Charset.forName(encoding);
    }

    int firstLine() {
      return 1 + before + (header ? 1 : 0);
    }

    String start() {
      return ("any 'quote" + lineEnd).repeat(before)
          + (header ? line("Id", "Sum", "Account", "Text") : "");
    }

    String line(String... cells) {
      List<String> written = new ArrayList<>();
      for (String cell : cells) {
        boolean quoted =
            cell.indexOf(delimiter) >= 0 || cell.indexOf(quote) >= 0 || cell.startsWith("R-1");
        String twice = String.valueOf(quote).repeat(2);
        written.add(quoted ? quote + cell.replace(String.valueOf(quote), twice) + quote : cell);
      }
      return String.join(String.valueOf(delimiter), written) + lineEnd;
    }

    String amount(long cents) {
      String whole = Long.toString(this.cents ? cents : cents / 100);
      if (!grouping.isEmpty()) {
        whole = whole.replaceAll("(?<=\\d)(?=(\\d{3})+$)", grouping);
      }
      String decimals = this.cents ? "" : "%c%02d".formatted(decimal, cents % 100);
      return (negative ? "-" : "") + whole + decimals + symbol;
    }

    String yaml() {
      List<String> keys = new ArrayList<>();
      keys.add("delimiter: \"" + (delimiter == '\t' ? "\\t" : delimiter) + "\"");
      keys.add("quote: " + (quote == '"' ? "'\"'" : "\"'\""));
      keys.add("encoding: " + encoding);
      keys.add("lines_before: " + before);
      keys.add("header: " + header);
      keys.add(
          header
              ? "columns: {request_id: Id, amount: Sum, account_id: Account, reference: Text}"
              : "columns: {request_id: 1, amount: 2, account_id: 3, reference: 4}");
      keys.add("constants: {currency: EUR}");
      keys.add("amounts:");
      keys.add("  decimal: \"" + decimal + "\"");
      keys.add(grouping.isEmpty() ? "" : "  grouping: \"" + grouping + "\"");
      keys.add(symbol.isEmpty() ? "" : "  symbols: " + symbol);
      keys.add(cents ? "  minor_units: 2" : "");
      keys.add(negative ? "  sign: negative" : "");
      return String.join("\n", keys) + "\n";
    }
  }
}
