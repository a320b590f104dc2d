package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.intake.Unprocessed;
import bank.withdrawals.ledger.RepeatedFiles;
import bank.withdrawals.ledger.Repetition;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.run.RunQueries;
import bank.withdrawals.run.RunService;
import bank.withdrawals.testing.DatabaseContract;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;

/** Which files of the inbox are run, and where they go. */
abstract class InboxContract extends DatabaseContract {

  private static final RunOptions PLAIN =
      new RunOptions(false, false, false, false, false, false, RunOptions.AS_SET, null);

  InboxContract(TestDatabase database) {
    super(database);
  }

  @Test
  void inboxIsRunInOrderOfNamesAndArchived() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "15.00");
      tester.drop("b.csv", HEADER, "b,1,10.00");
      tester.drop("a.csv", HEADER, "a,1,10.00");
      List<Summary> summaries = tester.runInbox();
      assertThat(summaries)
          .extracting(summary -> summary.totals().name())
          .containsExactly("a.csv", "b.csv");
      assertThat(tester.journal()).containsExactly("2 a 1 10 5");
      assertThat(tester.rejections()).containsExactly("2 INSUFFICIENT_FUNDS");
      try (var left = Files.list(tester.home().resolve("input"))) {
        assertThat(left).isEmpty();
      }
      try (var archived = Files.list(tester.home().resolve("archive"))) {
        assertThat(archived).hasSize(2);
      }
      assertThat(tester.runInbox()).isEmpty();
    }
  }

  /** The events of the first file are still pending when the second file arrives. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void laterFileOfTheSameNameIsRunToo(boolean archived) throws Exception {
    try (WithdrawalsTester tester = tester().restartWithoutBroker(Map.of())) {
      tester.account(1, "100.00");
      tester.drop("daily.csv", HEADER, "a,1,10.00");
      assertThat(tester.runInbox())
          .extracting(Summary::exitCode)
          .containsExactly(ExitCode.EVENTS_PENDING);
      Path archive = tester.home().resolve("archive");
      if (!archived) {
        try (var files = Files.newDirectoryStream(archive)) {
          Files.delete(files.iterator().next());
        }
      }
      tester.drop("daily.csv", HEADER, "b,1,10.00");
      tester.restart(Map.of());
      assertThat(tester.runInbox())
          .extracting(Summary::exitCode)
          .containsExactly(ExitCode.SUCCESS, ExitCode.SUCCESS);
      assertThat(tester.journal()).containsExactly("2 a 1 10 90", "2 b 1 10 80");
      assertThat(tester.events()).containsExactly("a", "b");
      try (var kept = Files.list(archive)) {
        assertThat(kept).hasSize(archived ? 2 : 1);
      }
      assertThat(tester.home().resolve("input")).isEmptyDirectory();
    }
  }

  @Test
  void refusedFileDebitsNothingAndIsMovedToQuarantine() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      Path file = tester.drop("bad.csv", HEADER, "a,1,10.00", "b,1,\"10.00");
      List<Summary> summaries = tester.runInbox();
      assertThat(summaries)
          .singleElement()
          .satisfies(
              summary -> {
                assertThat(summary.status()).isEqualTo(RunStatus.REFUSED);
                assertThat(summary.exitCode()).isEqualTo(ExitCode.REFUSED);
                assertThat(summary.message()).contains("line 3");
              });
      assertThat(tester.journal()).isEmpty();
      assertThat(tester.balances()).containsEntry(1L, "100");
      assertThat(file).doesNotExist();
      try (var quarantined = Files.list(tester.home().resolve("quarantine"))) {
        assertThat(quarantined).singleElement().asString().endsWith("-bad.csv");
      }
    }
  }

  @Test
  void refusedFileIsTriedAgainWhenItsControlFileIsFixed() {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      Path file = tester.file("c.csv", HEADER, "a,1,10.00");
      tester.file("c.csv.control", "records=2");
      Summary refused = tester.run(file);
      assertThat(refused.status()).isEqualTo(RunStatus.REFUSED);
      assertThat(tester.journal()).isEmpty();
      tester.file("c.csv.control", "records=1", "total=10.00");
      Summary done = tester.run(file);
      assertThat(done.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(done.restarts()).isZero();
      assertThat(tester.journal()).containsExactly("2 a 1 10 90");

      RunQueries runs = tester.get(RunQueries.class);
      assertThat(runs.latest(5))
          .extracting(summary -> summary.totals().runId())
          .containsExactly(done.totals().runId());
      assertThat(runs.find(refused.totals().runId()))
          .get()
          .extracting(Summary::status, Summary::message)
          .containsExactly(RunStatus.REFUSED, refused.message());
    }
  }

  @Test
  void settingRequiresAControlFile() {
    try (WithdrawalsTester tester = tester(Map.of("withdrawals.intake.require-control", true))) {
      assertThat(tester.run(tester.file("u.csv", HEADER, "a,1,1.00")).status())
          .isEqualTo(RunStatus.REFUSED);
    }
  }

  /** The sender still writes while the file is debited. */
  @Test
  void bytesThatArriveAfterTheReadingAreNeitherArchivedNorDebited() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      Path file = tester.drop("day.csv", HEADER, "a,1,1.00");
      tester.drop("day.csv.control", "records=1");
      String judged = Files.readString(file);
      tester.drop("next.csv", HEADER, "n,1,1.00");
      afterTheReading(tester, () -> append(file, "b,1,2.00\nc,1,3"));

      List<Summary> summaries = tester.runInbox();

      assertThat(summaries)
          .extracting(summary -> summary.totals().name() + " " + summary.exitCode())
          .containsExactly("day.csv SUCCESS", "day.csv REFUSED", "next.csv SUCCESS");
      Summary done = summaries.get(0);
      Summary longer = summaries.get(1);
      assertThat(done.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(done.message())
          .contains("the longer file is refused, see run " + longer.totals().runId());
      assertThat(longer.message())
          .contains("day.csv: bytes were written to it after run " + done.totals().runId());
      assertThat(tester.journal()).containsExactly("2 a 1 1 99", "2 n 1 1 98");
      assertThat(names(tester, "archive"))
          .containsExactly(
              done.totals().runId() + "-day.csv",
              done.totals().runId() + "-day.csv.control",
              summaries.get(2).totals().runId() + "-next.csv");
      assertThat(tester.home().resolve("archive/" + done.totals().runId() + "-day.csv"))
          .hasContent(judged);
      assertThat(names(tester, "quarantine")).containsExactly(longer.totals().runId() + "-day.csv");
      assertThat(tester.home().resolve("quarantine/" + longer.totals().runId() + "-day.csv"))
          .hasContent(judged + "b,1,2.00\nc,1,3");
      assertThat(tester.home().resolve("input")).isEmptyDirectory();
      assertThat(output(tester, longer, "summary.json")).content().contains("REFUSED");
      assertThat(output(tester, done, "summary.json")).content().contains("the longer file");
      assertThat(tester.get(RunQueries.class).find(done.totals().runId()).orElseThrow().message())
          .isEqualTo(done.message());
      assertThat(tester.runInbox()).isEmpty();
    }
  }

  /** The first run sets the longer file aside, and cannot copy its beginning to the archive. */
  @Test
  void aRunThatFailedAfterItSetALongerFileAsideReportsIt() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      Path file = tester.drop("day.csv", HEADER, "a,1,1.00");
      String judged = Files.readString(file);
      afterTheReading(
          tester,
          () -> {
            append(file, "b,1,2.00\n");
            tester.home().resolve("archive/." + runOf(tester) + "-day.csv.part").toFile().mkdir();
            tester.file("archive/." + runOf(tester) + "-day.csv.part/file", "in the way");
          });

      Summary failed = tester.runInbox().get(0);
      assertThat(failed.status()).isEqualTo(RunStatus.FAILED);
      assertThat(names(tester, "quarantine")).containsExactly(failed.totals().runId() + "-day.csv");
      FileSystemUtils.deleteRecursively(
          tester.home().resolve("archive/." + failed.totals().runId() + "-day.csv.part"));
      tester.drop("day.csv", HEADER, "later,1,5.00");

      List<Summary> summaries = tester.runInbox();
      assertThat(summaries)
          .extracting(Summary::exitCode)
          .containsExactly(ExitCode.SUCCESS, ExitCode.REFUSED, ExitCode.SUCCESS);
      assertThat(tester.home().resolve("archive/" + failed.totals().runId() + "-day.csv"))
          .hasContent(judged);
      assertThat(names(tester, "quarantine"))
          .containsExactly(summaries.get(1).totals().runId() + "-day.csv");
      assertThat(tester.journal()).containsExactly("2 a 1 1 99", "2 later 1 5 94");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"removed", "replaced", "cut"})
  void judgedBytesThatAreGoneAreNotArchivedUnderTheirName(String how) throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      Path file = tester.drop("day.csv", HEADER, "a,1,1.00", "b,1,1.00");
      afterTheReading(
          tester,
          () -> {
            if (how.equals("removed")) {
              file.toFile().delete();
            } else if (how.equals("cut")) {
              tester.drop("day.csv", HEADER, "a,1,1.00");
            } else {
              tester.drop("day.csv", HEADER, "x,1,5.00", "y,1,5.00");
            }
          });

      Summary done = tester.runInbox().get(0);
      assertThat(done.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(done.message()).contains("The bytes that were read are gone");
      assertThat(names(tester, "archive")).isEmpty();
      assertThat(Files.exists(file)).isNotEqualTo(how.equals("removed"));
      assertThat(tester.journal()).hasSize(2);
      assertThat(tester.runInbox()).hasSize(how.equals("removed") ? 0 : 1);
      assertThat(tester.home().resolve("input")).isEmptyDirectory();
    }
  }

  @Test
  void aRepeatedFileIsVisible() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      tester.drop("a.csv", HEADER, "a,1,1.00");
      Summary first = tester.runInbox().get(0);
      assertThat(first.repeated()).isNull();
      for (String name : List.of("again.csv", "once more.csv")) {
        tester.drop(name, HEADER, "a,1,1.00");
        Summary again = tester.runInbox().get(0);
        assertThat(again.totals().runId()).isEqualTo(first.totals().runId());
        assertThat(again.repeated().name()).isEqualTo(name);
      }
      assertThat(tester.get(RunQueries.class).latest(1).get(0).repeated().times()).isEqualTo(2);
      assertThat(tester.get(RepeatedFiles.class).latest(5))
          .extracting(Repetition::name)
          .containsExactly("once more.csv", "again.csv");
      assertThat(output(tester, first, "summary.json"))
          .content()
          .contains("\"repeated\"", "once more.csv");
      assertThat(tester.home().resolve("output/index.html"))
          .content()
          .contains("a.csv (again as once more.csv)");
      assertThat(tester.journal()).hasSize(1);
      assertThat(names(tester, "archive")).hasSize(3);
    }
  }

  @Test
  void anIncompleteFileStaysUntilItIsCompleteOrCutOff() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "200.00");
      Path grows = tester.drop("grows.csv", HEADER, "a,1,1.00", "b,1,15");
      withoutLineEnd(grows);
      Path cutOff = tester.drop("cut-off.csv", HEADER, "c,1,1.00", "d,1,15");
      withoutLineEnd(cutOff);
      Files.setLastModifiedTime(cutOff, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

      assertThat(tester.runInbox())
          .singleElement()
          .satisfies(
              refused -> {
                assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
                assertThat(refused.message())
                    .contains("cut-off.csv: its last row does not end", "`run FILE` accepts it");
              });
      assertThat(grows).exists();
      assertThat(tester.journal()).isEmpty();
      assertThat(names(tester, "quarantine")).singleElement().asString().endsWith("-cut-off.csv");

      append(grows, "0.00\n");
      assertThat(tester.runInbox()).extracting(Summary::exitCode).containsExactly(ExitCode.SUCCESS);
      assertThat(tester.journal()).containsExactly("2 a 1 1 199", "3 b 1 150 49");

      // What `run FILE` has accepted is a repetition in the inbox, and leaves it.
      Path accepted = tester.drop("accepted.csv", HEADER, "e,1,1.00");
      withoutLineEnd(accepted);
      assertThat(tester.run(accepted).status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tester.runInbox().get(0).repeated().name()).isEqualTo("accepted.csv");
      assertThat(tester.home().resolve("input")).isEmptyDirectory();
    }
  }

  @Test
  void aFileThatBecomesIncompleteBeforeItsTurnStays() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      tester.drop("a.csv", HEADER, "a,1,1.00");
      Path later = tester.drop("b.csv", HEADER, "b,1,1.00");
      afterTheReading(tester, () -> append(later, "c,1,1"));
      List<Unprocessed> left =
          tester.get(RunService.class).runInbox(PLAIN, outcome -> assertThat(outcome).isNotNull());
      assertThat(left).singleElement().extracting(Unprocessed::path).isEqualTo(later);
      assertThat(tester.journal()).containsExactly("2 a 1 1 99");
    }
  }

  @Test
  void aControlFileOfAnotherCaseBelongsToItsFile() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      tester.drop("one.CSV", HEADER, "a,1,1.00");
      tester.drop("one.csv.control", "records=1");
      tester.drop("two.CSV", HEADER, "b,1,1.00");
      tester.drop("two.csv.control", "records=2");
      tester.drop("two.csv.Control", "records=1");
      tester.drop("three.CSV", HEADER, "c,1,1.00");
      tester.drop("Three.csv.CONTROL", "records=3");
      List<Summary> summaries = tester.runInbox();
      assertThat(summaries)
          .extracting(summary -> summary.totals().name() + " " + summary.status())
          .containsExactly("one.CSV COMPLETED", "three.CSV REFUSED", "two.CSV REFUSED");
      assertThat(summaries.get(2).message())
          .contains("it has more than one control file, two.csv.Control and two.csv.control");
      assertThat(names(tester, "archive"))
          .containsExactly(
              summaries.get(0).totals().runId() + "-one.CSV",
              summaries.get(0).totals().runId() + "-one.CSV.control");
      assertThat(names(tester, "quarantine")).hasSize(5);
      assertThat(tester.home().resolve("input")).isEmptyDirectory();
    }
  }

  @Test
  void aPathThatTheDatabaseCannotStoreIsRefused() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      Path deep = tester.home();
      while (deep.toString().length() <= 2_500) {
        deep = Files.createDirectory(deep.resolve("d".repeat(200)));
      }
      Path file = Files.writeString(deep.resolve("a.csv"), HEADER + "\na,1,1.00\n");
      assertThat(tester.run(file).message()).contains("move the file to a shorter one");
      assertThat(tester.journal()).isEmpty();
      assertThat(tester.run(tester.file("\u65e5\u672c \ud83d\ude00.csv", HEADER, "b,1,1.00")))
          .extracting(Summary::status)
          .isEqualTo(RunStatus.COMPLETED);
    }
  }

  /** Does something when a file has been read and debited, and its events are sent. */
  private static void afterTheReading(WithdrawalsTester tester, Runnable action) {
    tester.faults().meanwhile("UPDATE slice", action);
  }

  private static long runOf(WithdrawalsTester tester) {
    return tester.jdbc().queryForObject("SELECT MAX(run_id) FROM withdrawal", Long.class);
  }

  private static void append(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.APPEND);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void withoutLineEnd(Path file) throws IOException {
    Files.writeString(file, Files.readString(file).stripTrailing());
  }

  private static List<String> names(WithdrawalsTester tester, String directory) throws IOException {
    try (Stream<Path> files = Files.list(tester.home().resolve(directory))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Path output(WithdrawalsTester tester, Summary summary, String name) {
    return tester.home().resolve("output/" + summary.totals().runId()).resolve(name);
  }
}
