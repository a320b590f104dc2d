package bank.withdrawals.intake;

import static bank.withdrawals.csv.CsvSamples.utf8;
import static bank.withdrawals.intake.Samples.SMALL;
import static bank.withdrawals.intake.Samples.USUAL;
import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.intake.Inspection.Accepted;
import bank.withdrawals.intake.Inspection.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FileInspectorTest {

  private static final String TWO_ROWS = "account_id,amount\n1,10.50\n2,0.25\n";

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("day.csv");
  }

  static List<Arguments> accepted() {
    return List.of(
        Arguments.of("two rows", TWO_ROWS, 2, "10.75"),
        Arguments.of("header only", "account_id,amount\n", 0, "0"),
        Arguments.of("header only, no line end", "account_id,amount", 0, "0"),
        Arguments.of("BOM and CRLF", "\uFEFFaccount_id,amount\r\n1,3\r\n", 1, "3"),
        Arguments.of("malformed rows do not add up", "account_id,amount\n1,3,4\n2\n1,5", 3, "5"),
        Arguments.of(
            "rows without content do not count",
            "account_id,amount\n\n1,3\n  \n,\n \t, \u00a0\n,,,\n\"\",\"\n\"\n1,5\n\r\n",
            2,
            "8"),
        Arguments.of(
            "other numbers do not add up", "account_id,amount\n1,1e3\n1,-2\n1, 3\n1,\n", 4, "0"),
        Arguments.of("zero and long decimals", "account_id,amount\n1,0\n1,1.00001\n", 2, "0"),
        Arguments.of("a guarded amount", "account_id,amount\n1,'-5\n1,'5\n", 2, "0"),
        Arguments.of("quoted", "amount,\"account_id\"\n\"2.5\",\"1\"\n", 1, "2.5"),
        Arguments.of(
            "a very large sum",
            "account_id,amount\n" + "1,999999999999999.9999\n".repeat(1000),
            1000,
            "999999999999999999.9000"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void acceptsAndCounts(String name, String text, long records, BigDecimal amount)
      throws Exception {
    Files.writeString(file, text);

    Accepted found = (Accepted) Samples.inspect(USUAL, file, false);

    assertThat(found.rows().count()).isEqualTo(records);
    assertThat(found.rows().amount()).isEqualByComparingTo(amount);
    assertThat(found.bytes()).isEqualTo(utf8(text).length);
    assertThat(found.sha256()).isEqualTo(sha256(text)).isEqualTo(FileInspector.sha256(file));
  }

  static List<Arguments> refused() {
    String header = "account_id,amount\n";
    return List.of(
        Arguments.of("", 0, 0, "empty"),
        Arguments.of("\uFEFF", 0, 0, "empty"),
        Arguments.of("\n", 1, 0, "header is empty"),
        Arguments.of("account_id\n", 1, 0, "no column amount"),
        Arguments.of(header + "1,2\n\"secret,2\n", 3, 22, "never closed"),
        Arguments.of(header + "1,secret\"\n", 2, 26, "inside an unquoted field"),
        Arguments.of(header + "\"1\"secret,2\n", 2, 21, "follows a closing quote"),
        Arguments.of(header + "1,2\rsecret\n", 2, 21, "carriage return"),
        Arguments.of(header + "secret\0,2\n", 2, 24, "NUL"),
        Arguments.of(header + "1," + "secret".repeat(11) + "\n", 2, 18, "longer than 64 bytes"),
        Arguments.of(header + "secret,2,3,4,5\n", 2, 30, "more than 4 columns"),
        Arguments.of("secret,x\n", 1, 0, "no column account_id"),
        Arguments.of("secret,2\n", 1, 0, "looks like a row"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusalHasThePlaceButNoTextOfTheFile(String text, long line, long offset, String says)
      throws Exception {
    Files.writeString(file, text);

    Refused refused = (Refused) Samples.inspect(SMALL, file, false);

    assertThat(refused.sentence()).startsWith("day.csv").contains(says).doesNotContain("secret");
    assertThat(List.of(refused.line(), refused.byteOffset())).containsExactly(line, offset);
    if (line > 0) {
      assertThat(refused.sentence()).contains("line " + line + ", byte offset " + offset + ":");
    }
  }

  @Test
  void otherEncodingIsRefused() throws Exception {
    Files.write(file, "account_id,amount\n1,é\n".getBytes(StandardCharsets.ISO_8859_1));
    Refused refused = (Refused) Samples.inspect(USUAL, file, false);
    assertThat(refused.sentence()).contains("not UTF-8").contains("save the file as UTF-8");
    assertThat(List.of(refused.line(), refused.byteOffset())).containsExactly(2L, 20L);
  }

  @Test
  @Timeout(value = 10, threadMode = ThreadMode.SEPARATE_THREAD)
  void nothingButARegularFileIsOpened() throws Exception {
    Path target = Files.writeString(directory.resolve("target"), TWO_ROWS);
    Path link = Files.createSymbolicLink(directory.resolve("link.csv"), target);
    Path folder = Files.createDirectory(directory.resolve("folder.csv"));
    Path pipe = pipe(directory.resolve("pipe.csv"));

    assertThat(refusal(link)).isEqualTo(withoutPlace("link.csv: it is a symbolic link"));
    assertThat(refusal(folder)).isEqualTo(withoutPlace("folder.csv: it is a directory"));
    assertThat(refusal(pipe)).isEqualTo(withoutPlace("pipe.csv: it is a pipe or device"));
    assertThat(((Refused) Samples.inspect(USUAL, file, false)).sentence())
        .isEqualTo("day.csv: the file does not exist.");
    assertThat(FileInspector.unreadable(target)).isEmpty();
  }

  @Test
  void fileNameIsEscaped() throws Exception {
    Path odd = Files.writeString(directory.resolve("a\u001B[2J\n\u202Eb.csv"), "");
    assertThat(((Refused) Samples.inspect(USUAL, odd, false)).sentence())
        .startsWith("a\\u001B[2J\\u000A\\u202Eb.csv: the file is empty");
  }

  static List<Arguments> matchingControls() throws Exception {
    String sha256 = sha256(TWO_ROWS);
    return List.of(
        Arguments.of(""),
        Arguments.of("records=2"),
        Arguments.of("records = 002 \n"),
        Arguments.of("total=10.75"),
        Arguments.of("total=10.7500"),
        Arguments.of("sha256=" + sha256),
        Arguments.of("sha256=" + sha256.toUpperCase(Locale.ROOT)),
        Arguments.of("\uFEFF# from é\nsha256:" + sha256 + "\r\ntotal=10.75\r\nrecords=2\r\n"));
  }

  @ParameterizedTest
  @MethodSource("matchingControls")
  void matchingControlFileIsAccepted(String control) throws Exception {
    Files.writeString(file, TWO_ROWS);
    Files.writeString(directory.resolve("day.csv.control"), control);
    assertThat(Samples.inspect(USUAL, file, true)).isInstanceOf(Accepted.class);
  }

  static List<Arguments> otherControls() {
    return List.of(
        Arguments.of("records=3", "it has 2 records, its control file says 3"),
        Arguments.of("total=10.76", "add up to 10.75, its control file says 10.76"),
        Arguments.of("sha256=" + "a".repeat(64), "its SHA-256 is "),
        Arguments.of("records=2\ntotal=10.75\nsha256=" + "0".repeat(64), "its SHA-256 is "),
        Arguments.of("records=2\nrows=2", "the unknown key rows"),
        Arguments.of("Records=2", "the unknown key Records"),
        Arguments.of("4711,50=2", "an unknown key;"),
        Arguments.of("records=3\ntotal=10.75\nrecords=2", "has a key more than once"),
        Arguments.of("total=10.75\ntotal=10.75", "has a key more than once"),
        Arguments.of("records=", "records in its control file is not a whole number"),
        Arguments.of("records=2.0", "records in its control file is not a whole number"),
        Arguments.of("records=+2", "records in its control file is not a whole number"),
        Arguments.of("total=1,075", "total in its control file is not a plain decimal"),
        Arguments.of("total=1E1", "total in its control file is not a plain decimal"),
        Arguments.of("sha256=abc", "sha256 in its control file is not 64 hexadecimal digits"),
        Arguments.of("records=\\u00zz", "malformed \\u escape"),
        Arguments.of("#".repeat(65537), "longer than 65536 bytes"));
  }

  @Test
  void mismatchMentionsRowsWithoutContent() throws Exception {
    Files.writeString(file, TWO_ROWS + "\n,\n");
    Files.writeString(directory.resolve("day.csv.control"), "records=4");
    assertThat(((Refused) Samples.inspect(USUAL, file, false)).sentence())
        .contains("it has 2 records and 2 rows without content, its control file says 4");
    Files.writeString(directory.resolve("day.csv.control"), "records=2");
    assertThat(Samples.inspect(USUAL, file, false))
        .isInstanceOfSatisfying(
            Accepted.class, accepted -> assertThat(accepted.blankRows()).isEqualTo(2));
  }

  @ParameterizedTest
  @MethodSource("otherControls")
  void otherControlFileIsRefused(String control, String says) throws Exception {
    Files.writeString(file, TWO_ROWS);
    Files.writeString(directory.resolve("day.csv.control"), control);

    Refused refused = (Refused) Samples.inspect(USUAL, file, false);

    assertThat(refused.sentence()).startsWith("day.csv: ").contains(says).doesNotContain("4711");
    assertThat(List.of(refused.line(), refused.byteOffset())).containsExactly(0L, 0L);
  }

  @Test
  @Timeout(value = 10, threadMode = ThreadMode.SEPARATE_THREAD)
  void unreadableControlFileIsRefused() throws Exception {
    Files.writeString(file, TWO_ROWS);
    Path control = directory.resolve("day.csv.control");

    assertThat(((Refused) Samples.inspect(USUAL, file, true)).sentence())
        .contains("the control file day.csv.control is missing");

    Files.write(control, new byte[] {'#', (byte) 0xE9});
    assertThat(((Refused) Samples.inspect(USUAL, file, false)).sentence()).contains("is not UTF-8");

    Files.delete(control);
    pipe(control);
    assertThat(((Refused) Samples.inspect(USUAL, file, false)).sentence())
        .contains("its control file cannot be used: day.csv.control: it is a pipe or device");

    Files.delete(control);
    Files.createSymbolicLink(control, directory.resolve("nowhere"));
    assertThat(((Refused) Samples.inspect(USUAL, file, false)).sentence())
        .contains("a symbolic link");
  }

  /** Inspection ends and refuses the file, however fast the file grows. */
  @Test
  @Timeout(120)
  void fileThatGrowsWhileItIsReadIsRefused() throws Exception {
    Files.writeString(file, "account_id,amount\n" + "1,1.00\n".repeat(500_000));
    CountDownLatch growing = new CountDownLatch(1);
    Thread writer = new Thread(() -> appendRows(growing));
    writer.start();
    growing.await();
    try {
      assertThat(Samples.inspect(USUAL, file, false))
          .isEqualTo(
              new Refused(
                  "day.csv: it was changed while it was read; drop it again when it is"
                      + " complete.",
                  0,
                  0));
      assertThat(writer.isAlive()).as("inspection ends before the file stops growing").isTrue();
    } finally {
      writer.interrupt();
      writer.join();
    }
  }

  /** Appends until interrupted, or until the file is a hundred times as long. */
  private void appendRows(CountDownLatch growing) {
    try {
      long most = 100 * Files.size(file);
      while (!Thread.currentThread().isInterrupted() && Files.size(file) < most) {
        Files.writeString(file, "2,1.00\n".repeat(10), StandardOpenOption.APPEND);
        growing.countDown();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Refused refusal(Path what) throws Exception {
    assertThat(FileInspector.unreadable(what))
        .contains(((Refused) Samples.inspect(USUAL, what, false)).sentence());
    return (Refused) Samples.inspect(USUAL, what, false);
  }

  private static Refused withoutPlace(String start) {
    return new Refused(start + "; drop a regular file instead.", 0, 0);
  }

  private static Path pipe(Path path) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    return path;
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(utf8(text)));
  }
}
