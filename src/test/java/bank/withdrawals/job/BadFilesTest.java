package bank.withdrawals.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.run.RunOutcome;
import bank.withdrawals.run.RunService;
import bank.withdrawals.testing.Faults;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;

/** Files that are broken or unusual, one after the other through one job. */
class BadFilesTest {

  private static final String HEADER = "request_id,account_id,amount\n";

  private static final String QUOTED = "\"one,\ntwo\r\n\"\"three\"\"\r\"";

  /** Header and a good row; the next record is on line 3, at byte 44. */
  private static final String GOOD = HEADER + "g,100001,01.00\n";

  private static WithdrawalsTester tester;
  private static long account = 100_000;

  private Path input;

  @BeforeAll
  static void start() {
    tester = WithdrawalsTester.over(TestDatabase.HSQLDB, Map.of("withdrawals.job.chunk-size", 2));
  }

  @AfterAll
  static void stop() {
    tester.close();
  }

  @BeforeEach
  void openAccount() {
    tester.account(++account, "100.00");
    input = tester.home().resolve("input");
  }

  static List<Arguments> refused() throws IOException {
    String nothing = "day.csv: ";
    String header = "day.csv, line 1, byte offset 0: ";
    String after = "day.csv, line 3, byte offset 44: ";
    return List.of(
        file("empty", "", nothing + "the file is empty"),
        file("byte order mark only", "\uFEFF", nothing + "the file is empty"),
        file("blank first line", "\n" + GOOD, header + "its header is on line 2"),
        file("blank first line and no header", "\ng,1,1.00\n", header + "the header is empty"),
        file("no header", GOOD.substring(29), header + "its first line looks like a row"),
        file(
            "no amount", GOOD.replace("amount", "sum"), header + "the header has no column amount"),
        file(
            "homoglyph in the header",
            GOOD.replace("amount", "\u0430mount"),
            header + "the header has a column \u0430mount, which is almost amount"),
        file(
            "zero-width character in the header",
            GOOD.replace("amount", "am\u200Bount"),
            header + "the name of column 3 of the header contains an invisible character, U+200B"),
        file(
            "column twice",
            "amount," + GOOD.replace("\ng", "\n1,g"),
            header + "the header has the column amount more than once"),
        file(
            "column twice in another case",
            "Amount," + GOOD.replace("\ng", "\n1,g"),
            header + "the header has the column amount more than once"),
        file(
            "column without a name",
            "," + GOOD.replace("\ng", "\n1,g"),
            header + "column 1 of the header has no name"),
        file(
            "semicolons", GOOD.replace(',', ';'), header + "its cells are separated by semicolons"),
        file("tabs", GOOD.replace(',', '\t'), header + "its cells are separated by tabs"),
        file(
            "CR for every line end",
            GOOD.replace('\n', '\r'),
            "day.csv, line 1, byte offset 28: its lines end with a carriage return"),
        file(
            "CR for one line end",
            GOOD + "h,1,1\rk,1,1\n",
            "day.csv, line 3, byte offset 49: a carriage return"),
        file("UTF-16, little-endian", "\uFEFF" + GOOD, UTF_16LE, nothing + "it is text in UTF-16"),
        file("UTF-16, big-endian", "\uFEFF" + GOOD, UTF_16BE, nothing + "it is text in UTF-16"),
        file("Latin-1", GOOD + "\u00fc,1,1\n", ISO_8859_1, after + "the bytes here are not UTF-8"),
        file(
            "overlong UTF-8",
            GOOD + "\u00c0\u00af,1,1\n",
            ISO_8859_1,
            after + "the bytes here are not UTF-8"),
        file(
            "surrogate in UTF-8",
            GOOD + "\u00ed\u00a0\u0080,1,1\n",
            ISO_8859_1,
            after + "the bytes here are not UTF-8"),
        file("NUL", GOOD + "\0h,1,1\n", after + "a NUL byte"),
        Arguments.of("gzip", gzip(GOOD.getBytes(UTF_8)), nothing + "it is compressed with gzip"),
        file(
            "PNG",
            "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR",
            ISO_8859_1,
            nothing + "it is not a text file"),
        file("ZIP archive", "PK\u0003\u0004\u0014\0\u0006\0", nothing + "it is a ZIP archive"),
        file(
            "rows in a cell",
            GOOD + "h,1,\"1\nk,1,1\nl,1,1\"\n",
            after + "a cell of the record that starts here contains what would be whole rows"),
        file(
            "quote never closed",
            GOOD + "\"h,1,1\nk,1,1\n",
            after + "the quote that opens here is never closed"),
        file(
            "text after a closing quote",
            GOOD + "\"h\"h,1,1\n",
            "day.csv, line 3, byte offset 47: text follows a closing quote"),
        file(
            "quote within an unquoted field",
            GOOD + "h\"h\",1,1\n",
            "day.csv, line 3, byte offset 45: a quote stands inside an unquoted field"),
        file(
            "a column too many for the limit",
            GOOD + ",".repeat(256) + "\n",
            "day.csv, line 3, byte offset 299: "),
        file(
            "a byte too many for the limit",
            GOOD + "h,1," + "1".repeat(65533) + "\n",
            after + "the record that starts here is longer than 65536 bytes"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void badFileIsRefusedAndDebitsNothing(String name, byte[] bytes, String says) throws IOException {
    Path file = Files.write(input.resolve("day.csv"), bytes);
    announce(file);

    Summary summary = onlyOne(tester.runInbox());

    assertRefused(summary, says);
    assertThat(file).doesNotExist();
    assertThat(tester.home().resolve("quarantine/" + run(summary) + "-day.csv"))
        .hasBinaryContent(bytes);
  }

  static List<Arguments> noRegularFiles() {
    return List.of(
        Arguments.of("a symbolic link", "ln -s /etc/passwd", "it is a symbolic link"),
        Arguments.of("a dangling symbolic link", "ln -s nowhere", "it is a symbolic link"),
        Arguments.of("a directory", "mkdir", "it is a directory"),
        Arguments.of("a pipe", "mkfifo", "it is a pipe or device"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("noRegularFiles")
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
  void onlyRegularFilesAreAccepted(String name, String command, String says) throws Exception {
    make(command, input.resolve("day.csv"));
    Summary summary = onlyOne(tester.runInbox());
    assertRefused(summary, "day.csv: " + says + "; drop a regular file instead.");
    assertThat(Files.exists(input.resolve("day.csv"), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  static List<Arguments> controls() {
    return List.of(
        control(
            "another number of records", "records=2", "it has 1 records, its control file says"),
        control("another total", "total=1.01", "its amounts add up to 1.00, its control file says"),
        control("another hash", "sha256=" + "0".repeat(64), "its SHA-256 is "),
        control("one right and one wrong", "records=1\ntotal=2", "its amounts add up to 1.00"),
        control("an unknown key", "record=1", "has the unknown key record"),
        control("a key of another case", "RECORDS=1", "has the unknown key RECORDS"),
        control("a row for a key", "g,1,1.00", "has an unknown key"),
        control("a key twice", "records=2\nrecords=1", "has a key more than once"),
        control("a number in words", "records=one", "is not a whole number"),
        control("a negative number", "records=-1", "is not a whole number"),
        control("no number", "records=", "is not a whole number"),
        control("a total with an exponent", "total=1e0", "is not a plain decimal"),
        control("a total with a comma", "total=1,00", "is not a plain decimal"),
        control("half a hash", "sha256=" + "0".repeat(32), "is not 64 hexadecimal digits"),
        control("a broken escape", "records=\\u12", "malformed \\u escape"),
        control("no text", "records=\u00e9", "its control file is not UTF-8"),
        control("too long", "#".repeat(65537), "its control file is longer than 65536 bytes"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("controls")
  void wrongControlFileIsRefusedUntilItIsFixed(String name, byte[] control, String says)
      throws IOException {
    Path file = tester.file("day.csv", "request_id,account_id,amount", row("c", "1.00"));
    Path beside = tester.home().resolve("day.csv.control");

    Files.write(beside, control);
    assertRefused(tester.run(file), says);

    Files.writeString(beside, "records=1\ntotal=1");
    assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(debits()).containsExactly("2 1.00");
    Files.delete(beside);
  }

  @Test
  void missingControlFileIsRefusedIfRequired() throws IOException {
    Path file = tester.file("day.csv", "request_id,account_id,amount", row("c", "1.00"));
    List<RunOutcome> outcomes = new ArrayList<>();
    tester
        .get(RunService.class)
        .runFiles(
            List.of(file),
            new RunOptions(false, true, false, false, false, false, 1, null),
            outcomes::add);
    assertRefused(
        ((RunOutcome.Ran) outcomes.get(0)).summary(),
        "the control file day.csv.control is missing");
  }

  /** {@code $} is replaced by the number of the test's own account. */
  static List<Arguments> accepted() {
    return List.of(
        accepted("header only", HEADER, "", ""),
        accepted("header only, no line end", HEADER.strip(), "", ""),
        accepted("no line end at the end", HEADER + "a$,$,1.00\nb$,$,2.00", "2 1.00,3 2.00", ""),
        accepted("byte order mark", "\uFEFF" + HEADER + "a$,$,1.00\n", "2 1.00", ""),
        accepted("CRLF", (HEADER + "a$,$,1.00\n").replace("\n", "\r\n"), "2 1.00", ""),
        accepted("LF and CRLF", HEADER + "a$,$,1.00\r\nb$,$,2.00\n", "2 1.00,3 2.00", ""),
        accepted(
            "columns in another order and case",
            "AMOUNT,Request_ID,ACCOUNT_id\n1.00,a$,$\n",
            "2 1.00",
            ""),
        accepted(
            "quoted line ends and commas",
            "note," + HEADER + QUOTED + ",a$,$,1.00\nfour,b$,$,\"2.00\"\n",
            "2 1.00,5 2.00",
            ""),
        accepted(
            "rows without content are no rows",
            HEADER + "\na$,$,1.00\n \n\r\n,,\nb$,$,2.00\n,\n",
            "3 1.00,7 2.00",
            ""),
        accepted(
            "lines with a # are rejected, not dropped",
            HEADER + "#a$,$,1.00\nb$,$,2.00\n# the end\n",
            "3 2.00",
            "2 INVALID_REQUEST_ID,4 MALFORMED_ROW"),
        accepted(
            "a cell too few, a cell too many",
            HEADER + "a$,$\nb$,$,2.00\nc$,$,3.00,\n",
            "3 2.00",
            "2 MALFORMED_ROW,4 MALFORMED_ROW"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void unusualFileIsDecidedRowByRow(
      String name, String text, List<String> debits, List<String> rejections) throws IOException {
    announce(
        Files.writeString(input.resolve("day.csv"), text.replace("$", Long.toString(account))));
    Summary summary = onlyOne(tester.runInbox());
    assertThat(summary.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(summary.exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(summary.totals().balances()).isTrue();
    assertThat(debits()).isEqualTo(debits);
    assertThat(
            tester
                .jdbc()
                .query(
                    "SELECT line_number, reason FROM rejection WHERE run_id = ? ORDER BY 1",
                    (row, n) -> row.getLong(1) + " " + row.getString(2),
                    summary.totals().runId()))
        .isEqualTo(rejections);
  }

  @Test
  void sameContentUnderANewNameIsDebitedOnce() throws IOException {
    String text = HEADER + row("same", "1.00") + "\n";
    Files.writeString(input.resolve("a.csv"), text);
    Files.writeString(input.resolve("b.csv"), text);
    List<Summary> summaries = tester.runInbox();
    assertThat(summaries).hasSize(2);
    assertThat(summaries.get(1).totals()).isEqualTo(summaries.get(0).totals());
    assertThat(debits()).containsExactly("2 1.00");
    assertThat(input).isEmptyDirectory();
  }

  @Test
  void newContentUnderTheSameNameIsAnotherFile() {
    Path file = tester.file("day.csv", "request_id,account_id,amount", row("a", "1.00"));
    Summary first = tester.run(file);
    tester.file("day.csv", "request_id,account_id,amount", row("a", "1.00"), row("b", "2.00"));
    Summary second = tester.run(file);
    assertThat(second.totals().runId()).isNotEqualTo(first.totals().runId());
    assertThat(debits()).containsExactly("2 1.00", "3 2.00");
    assertThat(second.totals().rejected().count()).as("debited in the first").isEqualTo(1);
  }

  /** What happens to the file between the crash and the restart. */
  private interface Meanwhile {
    void happens(Path file) throws Exception;
  }

  static List<Arguments> changes() {
    return List.of(
        change("changed, as long as before", file -> Files.write(file, changed(file))),
        change("cut off", file -> Files.write(file, start(file, 60))),
        change("cut off after the debited rows", file -> Files.write(file, start(file, 80))),
        change("emptied", file -> Files.write(file, new byte[0])),
        change("grown", file -> Files.writeString(file, "x,1,1\n", StandardOpenOption.APPEND)),
        change("replaced by a symbolic link to its bytes", BadFilesTest::moveAndLink),
        change("replaced by a directory", file -> replace(file, "mkdir")),
        change("replaced by a pipe", file -> replace(file, "mkfifo")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
  void fileChangedBetweenCrashAndRestartIsRefused(String name, Meanwhile change) throws Exception {
    Path file = tester.home().resolve("named.csv");
    byte[] bytes = interruptible();
    Files.write(file, bytes);
    crash();
    assertThat(tester.run(file).status()).isEqualTo(RunStatus.FAILED);
    assertThat(debits()).containsExactly("2 1.00", "3 2.00");

    change.happens(file);
    // With its work file, the run would not need the original.
    FileSystemUtils.deleteRecursively(tester.home().resolve("data/work"));
    assertThat(tester.run(file))
        .satisfies(
            refused -> {
              assertThat(refused.status()).isEqualTo(RunStatus.REFUSED);
              assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
            });
    assertThat(tester.runInbox())
        .as("it is not in the inbox, and is not forgotten")
        .isNotEmpty()
        .allSatisfy(
            waiting -> {
              assertThat(waiting.status()).isEqualTo(RunStatus.FAILED);
              assertThat(waiting.exitCode()).isEqualTo(ExitCode.FAILED);
            });
    assertThat(debits()).containsExactly("2 1.00", "3 2.00");

    putBack(file, bytes);
    assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(debits()).containsExactly("2 1.00", "3 2.00", "4 3.00");
    Files.delete(file);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
  void fileChangedInTheInboxIsRefusedAndOthersRun(String name, Meanwhile change) throws Exception {
    Path file = input.resolve("day.csv");
    byte[] bytes = interruptible();
    Files.write(file, bytes);
    crash();
    assertThat(onlyOne(tester.runInbox()).status()).isEqualTo(RunStatus.FAILED);

    change.happens(file);
    announce(file);
    FileSystemUtils.deleteRecursively(tester.home().resolve("data/work"));
    Files.writeString(input.resolve("other.csv"), HEADER + row("other", "5.00") + "\n");
    assertThat(tester.runInbox())
        .extracting(Summary::status)
        .containsExactly(RunStatus.REFUSED, RunStatus.COMPLETED);
    assertThat(debits()).containsExactly("2 1.00", "3 2.00", "2 5.00");
    assertThat(input).isEmptyDirectory();

    putBack(file, bytes);
    assertThat(onlyOne(tester.runInbox()).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(debits()).containsExactly("2 1.00", "3 2.00", "4 3.00", "2 5.00");
  }

  /** The rows are in the work file, so nothing that happens to the original changes them. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
  void runWithAWorkFileResumesWhateverHappensToItsFile(String name, Meanwhile change)
      throws Exception {
    Path file = tester.home().resolve("named.csv");
    Files.write(file, interruptible());
    crash();
    assertThat(tester.run(file).status()).isEqualTo(RunStatus.FAILED);
    change.happens(file);
    assertThat(onlyOne(tester.runInbox()).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(debits()).containsExactly("2 1.00", "3 2.00", "4 3.00");
    FileSystemUtils.deleteRecursively(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lost", "damaged", "without index"})
  void aWorkFileIsMadeAgainFromTheOriginal(String what) throws IOException {
    Path file = Files.write(tester.home().resolve("again.csv"), interruptible());
    crash();
    Path work = work(tester.run(file));
    switch (what) {
      case "lost" -> FileSystemUtils.deleteRecursively(work);
      case "damaged" -> {
        byte[] bytes = Files.readAllBytes(work.resolve("rows"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(work.resolve("rows"), bytes);
      }
      default -> Files.delete(work.resolve("index.json"));
    }
    Summary resumed = tester.run(file);
    assertThat(resumed.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(debits()).containsExactly("2 1.00", "3 2.00", "4 3.00");
    assertThat(work).as("deleted when the run is complete").doesNotExist();
    Files.delete(file);
  }

  @Test
  void aWorkFileThatComesOutDifferentlyStopsTheRun() throws IOException {
    Path file = Files.write(tester.home().resolve("other.csv"), interruptible());
    crash();
    Summary failed = tester.run(file);
    FileSystemUtils.deleteRecursively(work(failed));
    String checksum =
        tester
            .jdbc()
            .queryForObject(
                "SELECT work_checksum FROM input_file WHERE run_id = ?", String.class, run(failed));
    setChecksum(run(failed), "0".repeat(64));
    Summary stopped = tester.run(file);
    assertThat(stopped.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(stopped.message()).contains("was lost, and a new one differs from it");
    assertThat(debits()).containsExactly("2 1.00", "3 2.00");
    setChecksum(run(failed), checksum);
    assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
    Files.delete(file);
  }

  private static Path work(Summary summary) {
    return tester.home().resolve("data/work").resolve(Long.toString(run(summary)));
  }

  private static void setChecksum(long runId, String checksum) {
    tester
        .jdbc()
        .update("UPDATE input_file SET work_checksum = ? WHERE run_id = ?", checksum, runId);
  }

  /** Three rows in two chunks: the first chunk is debited, the second one fails. */
  private static byte[] interruptible() {
    return (HEADER + row("a", "1.00") + "\n" + row("b", "2.00") + "\n" + row("c", "3.00") + "\n")
        .getBytes(UTF_8);
  }

  private static void crash() {
    tester
        .faults()
        .failOnce(
            "UPDATE account", 2, Faults.Point.STATEMENT, new SQLException("injected", "XX000"));
  }

  private static byte[] changed(Path file) throws IOException {
    return Files.readString(file).replace("3.00", "4.00").getBytes(UTF_8);
  }

  private static byte[] start(Path file, int length) throws IOException {
    byte[] start = Arrays.copyOf(Files.readAllBytes(file), length);
    start[length - 1] = '\n';
    return start;
  }

  /** Says that a file is complete, whatever its last byte is. */
  private static void announce(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.writeString(
        file.resolveSibling(file.getFileName() + ".control"),
        "sha256=" + FileInspector.sha256(file) + "\n");
  }

  private static void replace(Path file, String command) throws Exception {
    Files.delete(file);
    make(command, file);
  }

  private static void moveAndLink(Path file) throws IOException {
    Path elsewhere = Files.createTempDirectory("elsewhere").resolve("bytes");
    Files.createSymbolicLink(file, Files.move(file, elsewhere));
  }

  private static void putBack(Path file, byte[] bytes) throws IOException {
    Files.deleteIfExists(file);
    Files.write(file, bytes);
  }

  private static void make(String command, Path path) throws Exception {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.add(path.toString());
    assertThat(new ProcessBuilder(words).start().waitFor()).isZero();
  }

  /** Refused, with a sentence and exit code 4, and nothing debited at all. */
  private static void assertRefused(Summary summary, String says) {
    assertThat(summary.status()).isEqualTo(RunStatus.REFUSED);
    assertThat(summary.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(summary.message()).contains(says).endsWith(".");
    assertThat(summary.totals().debited().count()).isZero();
    assertThat(debits()).isEmpty();
    assertThat(tester.balances()).containsEntry(account, "100");
    assertThat(
            tester
                .jdbc()
                .queryForObject(
                    "SELECT COUNT(*) FROM withdrawal WHERE run_id = ?",
                    Long.class,
                    summary.totals().runId()))
        .isZero();
  }

  /** What this test's account was debited, {@code line amount}. */
  private static List<String> debits() {
    return tester
        .jdbc()
        .query(
            "SELECT line_number, amount FROM withdrawal WHERE account_id = ?"
                + " ORDER BY run_id, line_number",
            (row, n) -> row.getLong(1) + " " + row.getBigDecimal(2).setScale(2),
            account);
  }

  private static Summary onlyOne(List<Summary> summaries) {
    assertThat(summaries).hasSize(1);
    return summaries.get(0);
  }

  private static long run(Summary summary) {
    return summary.totals().runId();
  }

  private static String row(String requestId, String amount) {
    return requestId + account + "," + account + "," + amount;
  }

  private static Arguments file(String name, String text, String says) {
    return file(name, text, UTF_8, says);
  }

  private static Arguments file(String name, String text, Charset charset, String says) {
    return Arguments.of(name, text.getBytes(charset), says);
  }

  private static Arguments control(String name, String text, String says) {
    return Arguments.of(name, text.getBytes(ISO_8859_1), says);
  }

  private static Arguments change(String name, Meanwhile change) {
    return Arguments.of(name, change);
  }

  private static Arguments accepted(String name, String text, String debits, String rejections) {
    return Arguments.of(name, text, list(debits), list(rejections));
  }

  private static List<String> list(String text) {
    return Stream.of(text.split(",")).filter(part -> !part.isEmpty()).toList();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(bytes);
    }
    return compressed.toByteArray();
  }
}
