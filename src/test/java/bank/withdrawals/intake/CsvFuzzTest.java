package bank.withdrawals.intake;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.csv.PlainReading;
import bank.withdrawals.domain.WithdrawalRow;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.opencsv.CSVReader;
import com.opencsv.CSVReaderBuilder;
import com.opencsv.RFC4180ParserBuilder;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Any bytes as an input file: it is refused with a sentence, or read to the end. Runs the inputs
 * saved beside it; {@code ./mvnw -Pfuzz verify} searches for new ones.
 */
class CsvFuzzTest {

  /** Small, so that inputs can exceed them. */
  private static final IntakeSettings LIMITS =
      new IntakeSettings(200, 8, false, false, true, Duration.ofSeconds(2), Duration.ofHours(1));

  private static final String AMOUNT = "[0-9]{1,15}(\\.[0-9]{1,4})?";
  private static final Set<String> ADDED = Set.of("line_number", "reason", "message");

  private static final Set<String> KNOWN =
      Set.of(
          "account_id",
          "account_number",
          "amount",
          "request_id",
          "currency",
          "line_number",
          "reason",
          "message");

  private static final Path FILE = newFile();

  private static Path newFile() {
    try {
      Path file = Files.createTempDirectory("fuzz").resolve("any.csv");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @FuzzTest
  void files(byte[] bytes) throws Exception {
    Files.write(FILE, bytes);
    List<WithdrawalRow> rows = new ArrayList<>();
    Inspection inspection = Samples.inspect(LIMITS, FILE, false, rows::add);
    if (inspection instanceof Inspection.Refused refused) {
      assertSentence(refused, bytes);
      assertThat(mustBeAccepted(bytes)).as(refused.sentence()).isFalse();
    } else {
      assertRead((Inspection.Accepted) inspection, rows, bytes);
    }
  }

  private static void assertSentence(Inspection.Refused refused, byte[] bytes) {
    assertThat(refused.sentence())
        .matches("any\\.csv(, line \\d+, byte offset \\d+)?: [^\\p{Cc}\\p{Cf}]+[^.]\\.");
    long lines = 1;
    for (byte next : bytes) {
      lines += next == '\n' ? 1 : 0;
    }
    assertThat(refused.line()).isBetween(0L, lines);
    assertThat(refused.byteOffset()).isBetween(0L, (long) bytes.length);
  }

  /** According to the plain reading: no fault, nothing too long, both columns once. */
  private static boolean mustBeAccepted(byte[] bytes) {
    String text = text(bytes);
    if (text == null) {
      return false;
    }
    PlainReading reading = PlainReading.of(text, LIMITS.maxColumns());
    if (!reading.fault().isEmpty() || reading.rows().isEmpty()) {
      return false;
    }
    List<String> names = names(reading.rows().get(0).cells());
    return reading.rows().stream().allMatch(row -> row.end() - row.offset() <= 200)
        && names.containsAll(List.of("account_id", "amount"))
        && names.stream().noneMatch(String::isBlank)
        && names.stream().noneMatch(CsvFuzzTest::mayBeAlmostKnown)
        && Set.copyOf(names).size() == names.size();
  }

  /** Names outside ASCII are left to the tests of the header. */
  private static boolean mayBeAlmostKnown(String name) {
    return !name.matches("\\p{ASCII}*")
        || (!KNOWN.contains(name)
            && KNOWN.stream()
                .anyMatch(known -> known.replace("_", "").equals(name.replaceAll("[^a-z0-9]", ""))))
        || Set.of("ccy", "currencycode", "requestno", "requestnumber")
            .contains(name.replaceAll("[^a-z0-9]", ""));
  }

  private static boolean isBlank(PlainReading.Row row) {
    return row.cells().stream()
        .allMatch(cell -> cell.replaceAll("[\\p{Z}\t-\r\u001c-\u001f]", "").isEmpty());
  }

  private static void assertRead(
      Inspection.Accepted accepted, List<WithdrawalRow> rows, byte[] bytes) throws Exception {
    String text = text(bytes);
    assertThat(text).as("accepted, so UTF-8").isNotNull();
    PlainReading reading = PlainReading.of(text, LIMITS.maxColumns());
    assertThat(reading.fault()).isEmpty();
    List<List<String>> cells = reading.rows().stream().map(PlainReading.Row::cells).toList();
    assertThat(withLineFeeds(cells)).isEqualTo(openCsv(text));
    assertThat(accepted.bytes()).isEqualTo(bytes.length);
    List<PlainReading.Row> withContent =
        reading.rows().stream().skip(1).filter(row -> !isBlank(row)).toList();
    assertThat(accepted.rows().count()).isEqualTo(withContent.size());
    assertThat(accepted.blankRows()).isEqualTo(cells.size() - 1L - withContent.size());
    assertThat(accepted.sha256()).isEqualTo(FileInspector.sha256(FILE));

    assertThat(rows).hasSameSizeAs(withContent);
    List<String> names = names(cells.get(0));
    BigDecimal total = BigDecimal.ZERO;
    for (int i = 0; i < rows.size(); i++) {
      assertRow(rows.get(i), withContent.get(i), names);
      if (!rows.get(i).malformed() && rows.get(i).amount().matches(AMOUNT)) {
        total = total.add(new BigDecimal(rows.get(i).amount()));
      }
    }
    assertThat(accepted.rows().amount()).isEqualByComparingTo(total);
  }

  private static void assertRow(WithdrawalRow row, PlainReading.Row read, List<String> names) {
    List<String> cells =
        read.cells().stream().map(cell -> cell.replaceFirst("(?s)^'([=+@\t\r-])", "$1")).toList();
    assertThat(row.line()).isEqualTo(read.line());
    assertThat(row.malformed()).isEqualTo(cells.size() != names.size());
    if (row.malformed()) {
      assertThat(row.cells()).isEqualTo(cells);
      return;
    }
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (!ADDED.contains(names.get(i))) {
        kept.add(cells.get(i));
      }
    }
    assertThat(row.cells()).isEqualTo(kept);
    int accountId = names.indexOf("account_id");
    assertThat(row.accountId()).isEqualTo(accountId < 0 ? "" : cells.get(accountId));
    assertThat(row.amount()).isEqualTo(cells.get(names.indexOf("amount")));
  }

  /** The same text read by OpenCSV, which turns every line end into a line feed. */
  private static List<List<String>> openCsv(String text) throws Exception {
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (CSVReader reader =
        new CSVReaderBuilder(new StringReader(withoutMark))
            .withCSVParser(new RFC4180ParserBuilder().build())
            .build()) {
      return reader.readAll().stream()
          .map(row -> row.length == 0 ? List.of("") : Arrays.asList(row))
          .toList();
    }
  }

  private static List<List<String>> withLineFeeds(List<List<String>> rows) {
    return rows.stream()
        .map(
            row ->
                row.stream()
                    .map(cell -> cell.replace("\r\n", "\n").replace('\r', '\n'))
                    .collect(Collectors.toList()))
        .collect(Collectors.toList());
  }

  private static List<String> names(List<String> header) {
    return header.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }
}
