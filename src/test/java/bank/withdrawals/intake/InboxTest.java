package bank.withdrawals.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class InboxTest {

  private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");
  private static final Duration QUIET = Duration.ofSeconds(2);

  @TempDir Path home;
  private Path input;
  private Path archive;
  private Path quarantine;
  private final List<Duration> pauses = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();

  /** Made while the inbox waits. */
  private interface Change {
    void make() throws Exception;
  }

  @BeforeEach
  void createInput() throws Exception {
    input = Files.createDirectory(home.resolve("input"));
    archive = home.resolve("archive");
    quarantine = home.resolve("quarantine");
  }

  @Test
  void listsCsvFilesByName() throws Exception {
    for (String name :
        List.of(
            "b.csv",
            "a.CSV",
            "c.Csv",
            ".hidden.csv",
            "d.csv.part",
            "d.tmp",
            "d.part",
            "e.csv.tmp",
            "f.txt",
            "b.csv.control",
            "z.control")) {
      drop(name, Duration.ofHours(1));
    }
    Files.createDirectory(input.resolve("samples"));
    Files.writeString(input.resolve("samples/s.csv"), "x");

    assertThat(names(inbox().list().ready())).containsExactly("a.CSV", "b.csv", "c.Csv");
    assertThat(sentences(inbox().list()))
        .containsExactly(
            "input/d.csv.part is not processed: it is named like an unfinished upload; rename it when it is complete.",
            "input/d.part is not processed: it is named like an unfinished upload; rename it when it is complete.",
            "input/d.tmp is not processed: it is named like an unfinished upload; rename it when it is complete.",
            "input/e.csv.tmp is not processed: it is named like an unfinished upload; rename it when it is complete.",
            "input/f.txt is not processed: no format takes this name; rename it, or remove it.",
            "input/z.control has no file: drop z, or remove this one.");
    assertThat(pauses).isEmpty();
  }

  @Test
  void listsWhatIsNotARegularFileToo() throws Exception {
    Files.createDirectory(input.resolve("folder.csv"));
    Files.writeString(input.resolve("folder.csv/inside.csv"), "x");
    Files.createSymbolicLink(input.resolve("link.csv"), home.resolve("nowhere"));
    Process mkfifo = new ProcessBuilder("mkfifo", input.resolve("pipe.csv").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();

    assertThat(names(inbox().list().ready())).containsExactly("folder.csv", "link.csv", "pipe.csv");
    assertThat(pauses).isEmpty();
  }

  @Test
  void leavesFilesThatStillGrow() throws Exception {
    drop("a-old.csv", QUIET);
    drop("b-done.csv", Duration.ofMillis(1500));
    drop("c-grows.csv", Duration.ofMillis(500));
    drop("d-rewritten.csv", Duration.ofMillis(700));
    drop("e-announced.csv", Duration.ZERO);
    drop("e-announced.csv.control", Duration.ZERO);
    drop("f-taken-back.csv", Duration.ZERO.plusMillis(900));
    drop("g-future.csv", Duration.ofHours(-1));
    changes.add(() -> Files.writeString(input.resolve("c-grows.csv"), "and more"));
    changes.add(() -> modified("d-rewritten.csv", NOW));
    changes.add(() -> Files.delete(input.resolve("f-taken-back.csv")));

    InboxListing listing = inbox().list();

    assertThat(names(listing.ready()))
        .containsExactly("a-old.csv", "b-done.csv", "e-announced.csv", "g-future.csv");
    assertThat(left(listing)).containsExactly("GROWING c-grows.csv", "GROWING d-rewritten.csv");
    assertThat(pauses).as("one wait, never longer than the period").containsExactly(QUIET);
  }

  @Test
  void waitsNoLongerThanNeeded() throws Exception {
    drop("a.csv", Duration.ofMillis(1500));
    drop("b.csv", Duration.ofMillis(1200));
    assertThat(inbox().list().ready()).hasSize(2);
    assertThat(pauses).containsExactly(Duration.ofMillis(800));
  }

  @Test
  void aFileIsCompleteOnlyIfItsLastRowEnds() throws Exception {
    Duration almost = Duration.ofHours(1).minusSeconds(1);
    drop("a-paused.csv", Duration.ofSeconds(3), "account_id,amount\n3,15");
    drop("b-quiet.csv", almost, "account_id,amount\n3,15");
    drop("c-cut-off.csv", Duration.ofHours(1), "account_id,amount\n3,15");
    drop("d-empty.csv", QUIET, "");
    drop("e-announced.csv", Duration.ZERO, "account_id,amount\n3,15");
    drop("e-announced.csv.control", Duration.ZERO);
    changes.add(() -> modified("a-paused.csv", NOW));

    InboxListing listing = inbox().list();

    assertThat(names(listing.ready())).containsExactly("d-empty.csv", "e-announced.csv");
    assertThat(sentences(listing))
        .containsExactly(
            "input/a-paused.csv stays: its last row does not end with a line end, and nobody has written to it since 2030-01-02T03:04:02Z. If it is complete, `run FILE` accepts it; else it is refused from 2030-01-02T04:04:02Z on.",
            "input/b-quiet.csv stays: its last row does not end with a line end, and nobody has written to it since 2030-01-02T02:04:06Z. If it is complete, `run FILE` accepts it; else it is refused from 2030-01-02T03:04:06Z on.",
            "input/c-cut-off.csv: its last row does not end with a line end, and nobody has written to it since 2030-01-02T02:04:05Z. Send it again whole; if it is complete, `run FILE` accepts it.");
    assertThat(left(listing))
        .containsExactly(
            "INCOMPLETE a-paused.csv", "INCOMPLETE b-quiet.csv", "CUT_OFF c-cut-off.csv");
  }

  /** An upload through one open file: it pauses for 3 s within an amount, then continues. */
  @Test
  void anUploadThatPausesWithinAnAmountStaysUntilItIsOver() throws Exception {
    drop("day.csv", Duration.ofSeconds(3), "request_id,account_id,amount\nS-3,3,15");
    assertThat(left(inbox().list())).containsExactly("INCOMPLETE day.csv");

    drop("day.csv", Duration.ZERO, "request_id,account_id,amount\nS-3,3,150.00\nS-4,4,1.00\n");
    assertThat(left(inbox().peek())).as("not quiet yet").containsExactly("GROWING day.csv");
    assertThat(pauses).isEmpty();
    assertThat(names(inbox().list().ready())).containsExactly("day.csv");
    assertThat(pauses).containsExactly(QUIET);
  }

  @Test
  void aControlFileAnnouncesAFileIfItIsWholeAndSaysSomething() throws Exception {
    String cut = "account_id,amount\n3,15";
    for (String name : List.of("a", "b", "c", "d", "e")) {
      drop(name + ".csv", Duration.ofMinutes(1), cut);
    }
    drop("a.csv.control", Duration.ZERO, "records=1\n");
    drop("b.csv.control", Duration.ofMinutes(1), "records=1");
    drop("c.csv.control", Duration.ofMinutes(1), "");
    drop("d.csv.control", Duration.ofMinutes(1), "\n# nothing\n");
    drop("e.csv.control", Duration.ZERO, "sha256=ab");

    assertThat(names(inbox().peek().ready())).containsExactly("a.csv", "b.csv");
    assertThat(left(inbox().peek()))
        .containsExactly("INCOMPLETE c.csv", "INCOMPLETE d.csv", "GROWING e.csv");
    assertThat(names(inbox().list().ready()))
        .as("the control file of e is quiet then, and inspection refuses it")
        .containsExactly("a.csv", "b.csv", "e.csv");
  }

  @Test
  void whatIsNotProcessedIsNamed() throws Exception {
    for (String name :
        List.of(
            "payout.csv.txt",
            "payout.CSV.gz",
            "payout.xlsx",
            "alone.csv.control",
            "backup/old.csv",
            "deep/er/old.csv",
            "samples/withdrawals.csv",
            "other.csv",
            "OTHER.CSV.Control",
            "bank-a/day.txt",
            "bank-a/day.csv.gz",
            "bank-a/within/day.txt")) {
      drop(name, QUIET);
    }
    Files.createDirectory(input.resolve("empty"));
    Files.writeString(input.resolve("back\u202Ewards"), "x");

    assertThat(sentences(inbox(textOfBankA()).list()))
        .containsExactly(
            "input/alone.csv.control has no file: drop alone.csv, or remove this one.",
            "input/backup is not processed: files directly in input/ and in its directories bank-a are; move its files there.",
            "input/back?wards is not processed: no format takes this name; rename it, or remove it.",
            "input/bank-a/day.csv.gz is not processed: it is packed; unpack it.",
            "input/deep is not processed: files directly in input/ and in its directories bank-a are; move its files there.",
            "input/payout.CSV.gz is not processed: it is packed; unpack it.",
            "input/payout.csv.txt is not processed: its name does not end in .csv; rename it.",
            "input/payout.xlsx is not processed: no format takes this name; save it as CSV, or describe it by a format (`formats suggest FILE`).",
            "input/bank-a/within is not processed: files directly in input/ and in its directories bank-a are; move its files there.");
    assertThat(sentences(inbox().list()))
        .contains(
            "input/bank-a is not processed: files directly in input/ are; move its files there.");
  }

  @Test
  void filesInTheDirectoriesOfTheSelectionAreInputFiles() throws Exception {
    drop("b.csv", QUIET);
    Path inBankA = drop("bank-a/a.txt", QUIET);
    drop("bank-a/A.TXT.control", QUIET);
    drop("bank-a/ignored.csv", QUIET);
    Inbox inbox = inbox(textOfBankA());

    assertThat(names(inbox.list().ready())).containsExactly("a.txt", "b.csv");
    assertThat(archive(inbox, inBankA, "r")).isEqualTo(archive.resolve("r-a.txt"));
    assertThat(archive.resolve("r-a.txt.control")).exists();
  }

  @Test
  void aFileThatChangedSinceItWasListedIsJudgedAgain() throws Exception {
    Path same = drop("a.csv", QUIET);
    Path cut = drop("b.csv", QUIET);
    Path grown = drop("c.csv", QUIET);
    Path touched = drop("d.csv", QUIET);
    Path gone = drop("e.csv", QUIET);
    Inbox inbox = inbox();
    InboxListing listing = inbox.list();
    drop("b.csv", QUIET, "longer, without an end");
    drop("c.csv", Duration.ZERO, "longer\n");
    modified("d.csv", NOW.minus(QUIET).minusSeconds(1));
    Files.delete(gone);

    assertThat(inbox.changedSince(listing, same)).isEmpty();
    assertThat(inbox.changedSince(listing, cut).orElseThrow().reason())
        .isEqualTo(Unprocessed.Reason.INCOMPLETE);
    assertThat(inbox.changedSince(listing, grown).orElseThrow().reason())
        .isEqualTo(Unprocessed.Reason.GROWING);
    assertThat(inbox.changedSince(listing, touched)).isEmpty();
    assertThat(inbox.changedSince(listing, gone)).isEmpty();
  }

  @Test
  void aControlFileBelongsToItsFileWhateverTheCase() throws Exception {
    drop("a.CSV", QUIET);
    Path ofA = drop("a.csv.control", QUIET);
    Path b = drop("b.csv", QUIET);
    Path ofB = drop("b.csv.control", QUIET);
    drop("B.CSV", QUIET);
    drop("c.csv", QUIET);
    drop("C.csv", QUIET);
    drop("c.CSV.Control", QUIET);
    drop("d.csv", QUIET);
    drop("d.csv.control", QUIET);
    drop("d.csv.CONTROL", QUIET);
    drop("u\u0308.csv", QUIET);
    Path composed = drop("\u00fc.csv.control", QUIET);

    assertThat(ControlFiles.find(input.resolve("a.CSV"))).contains(ofA);
    assertThat(ControlFiles.find(b)).contains(ofB);
    assertThat(ControlFiles.find(input.resolve("B.CSV"))).as("it is that of b.csv").isEmpty();
    for (String name : List.of("c.csv", "C.csv")) {
      assertThatThrownBy(() -> ControlFiles.find(input.resolve(name)))
          .hasMessageContaining("the control file c.CSV.Control may also belong to");
    }
    assertThatThrownBy(() -> ControlFiles.find(input.resolve("d.csv")))
        .hasMessageContaining(
            "it has more than one control file, d.csv.CONTROL and d.csv.control; remove all but one");
    assertThat(ControlFiles.find(input.resolve("u\u0308.csv"))).contains(composed);
    assertThat(ControlFiles.find(input.resolve("e.csv"))).isEmpty();
    assertThat(ControlFiles.find(home.resolve("nowhere/e.csv"))).isEmpty();
    assertThat(ControlFiles.movingWith(input.resolve("c.csv"))).isEmpty();
    assertThat(ControlFiles.movingWith(input.resolve("d.csv"))).hasSize(2);
  }

  @Test
  void ifInterruptedNoFileCountsAsComplete() throws Exception {
    drop("a.csv", QUIET);
    drop("b.csv", Duration.ZERO);
    changes.add(
        () -> {
          throw new InterruptedException();
        });

    InboxListing listing = inbox().list();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(names(listing.ready())).containsExactly("a.csv");
    assertThat(left(listing)).containsExactly("GROWING b.csv");
  }

  @Test
  @Timeout(60)
  void waitsInRealTime() throws Exception {
    IntakeSettings settings =
        new IntakeSettings(64, 4, false, false, false, Duration.ofMillis(50), Duration.ofHours(1));
    Inbox inbox =
        new Inbox(
            input, archive, quarantine, InboxSelection.csvFiles(), settings, Clock.systemUTC());
    Path file = Files.writeString(input.resolve("a.csv"), "x\n");
    assertThat(inbox.list().ready()).containsExactly(file);
    // The wait is rounded down to milliseconds.
    Duration age = Duration.between(Files.getLastModifiedTime(file).toInstant(), Instant.now());
    assertThat(age).isGreaterThanOrEqualTo(Duration.ofMillis(49));
  }

  @Test
  void movesAFileWithItsControlFile() throws Exception {
    Path good = drop("good.csv", QUIET);
    drop("good.csv.control", QUIET);
    Path bad = drop("bad.csv", QUIET);

    Path archived = archive(good, "r-1");
    Path quarantined = inbox().exit().quarantine(bad, "r-1");

    assertThat(archived).isEqualTo(archive.resolve("r-1-good.csv")).hasContent("good.csv");
    assertThat(archive.resolve("r-1-good.csv.control")).hasContent("records=1");
    assertThat(quarantined).isEqualTo(quarantine.resolve("r-1-bad.csv")).hasContent("bad.csv");
    assertThat(input).isEmptyDirectory();
  }

  @Test
  void movingAgainDoesNothing() throws Exception {
    Path file = drop("a.csv", QUIET);
    Path control = drop("a.csv.control", QUIET);
    Path target = archive(file, "r");
    assertThat(archive(file, "r")).isEqualTo(target).hasContent("a.csv");

    // Killed after the file, before its control file.
    Files.move(archive.resolve("r-a.csv.control"), control);
    archive(file, "r");
    assertThat(archive.resolve("r-a.csv.control")).hasContent("records=1");

    // Killed after the copy to another file system, before the source was deleted.
    Files.copy(target, file);
    archive(file, "r");
    assertThat(input).isEmptyDirectory();
    assertThat(target).hasContent("a.csv");
  }

  @Test
  void neverOverwrites() throws Exception {
    Path file = drop("a.csv", QUIET);
    Path target = Files.createDirectory(archive).resolve("r-a.csv");
    Files.writeString(target, "other");

    assertThatThrownBy(() -> archive(file, "r"))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("r-a.csv");

    assertThat(target).hasContent("other");
    assertThat(file).hasContent("a.csv");
  }

  @Test
  void failsIfTheFileIsMissingOrTheRunNameIsAPath() throws Exception {
    Path file = input.resolve("a.csv");
    assertThatThrownBy(() -> archive(file, "r")).isInstanceOf(NoSuchFileException.class);
    for (String run : List.of("", "../r", "a/b", ".r", "r\n")) {
      assertThatThrownBy(() -> archive(file, run)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void movesDirectoriesAndLinksUnchanged() throws Exception {
    Path folder = Files.createDirectory(input.resolve("folder.csv"));
    Files.writeString(folder.resolve("inside"), "x");
    Path link = Files.createSymbolicLink(input.resolve("link.csv"), home.resolve("nowhere"));

    assertThat(inbox().exit().quarantine(folder, "r").resolve("inside")).hasContent("x");
    assertThat(Files.readSymbolicLink(inbox().exit().quarantine(link, "r")))
        .isEqualTo(home.resolve("nowhere"));
    assertThat(input).isEmptyDirectory();
  }

  @Test
  void shortensAnOverlongName() throws Exception {
    Path file = drop("é".repeat(110) + "-end.csv", QUIET);
    Path target = archive(file, "r".repeat(30));
    assertThat(target.getFileName().toString())
        .startsWith("r".repeat(30) + "-é")
        .endsWith("-end.csv");
    assertThat(target).exists();
    assertThat(archive(file, "r".repeat(30))).isEqualTo(target);
  }

  @Test
  void movesAcrossFileSystems() throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeThat(memory).isDirectory();
    assumeThat(Files.getFileStore(memory)).isNotEqualTo(Files.getFileStore(input));
    Path elsewhere = Files.createTempDirectory(memory, "archive");
    try {
      Path file = drop("a.csv", QUIET);
      drop("a.csv.control", QUIET);
      Path link = Files.createSymbolicLink(input.resolve("link.csv"), home.resolve("nowhere"));
      FileTime modified = Files.getLastModifiedTime(file);
      // Left over from a copy that was killed.
      Files.writeString(elsewhere.resolve(".r-a.csv.part"), "something longer than the file");
      // A link that somebody placed there so that another file is overwritten.
      Path theirs = Files.writeString(home.resolve("theirs"), "theirs");
      Files.createSymbolicLink(elsewhere.resolve(".r-a.csv.control.part"), theirs);
      Inbox inbox =
          new Inbox(
              input,
              elsewhere,
              elsewhere,
              InboxSelection.csvFiles(),
              settings(),
              Clock.systemUTC());

      Path target = archive(inbox, file, "r");
      Path movedLink = inbox.exit().quarantine(link, "r");

      assertThat(target).hasContent("a.csv");
      assertThat(theirs).hasContent("theirs");
      assertThat(Files.getPosixFilePermissions(target))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(Files.getLastModifiedTime(target)).isEqualTo(modified);
      assertThat(Files.isSymbolicLink(movedLink)).isTrue();
      assertThat(input).isEmptyDirectory();
      try (Stream<Path> there = Files.list(elsewhere)) {
        assertThat(names(there.sorted().toList()))
            .containsExactly("r-a.csv", "r-a.csv.control", "r-link.csv");
      }
    } finally {
      deleteAll(elsewhere);
    }
  }

  private Path archive(Path file, String run) throws Exception {
    return archive(inbox(), file, run);
  }

  private static Path archive(Inbox inbox, Path file, String run) throws Exception {
    return inbox.exit().archive(file, run);
  }

  private Inbox inbox() {
    return inbox(InboxSelection.csvFiles());
  }

  /** The usual files, and {@code bank-a/*.txt}. */
  private static InboxSelection textOfBankA() {
    return new InboxSelection() {
      @Override
      public boolean isExpected(Path file) {
        return file.startsWith("bank-a")
            ? file.getNameCount() == 2 && file.toString().endsWith(".txt")
            : InboxSelection.csvFiles().isExpected(file);
      }

      @Override
      public Set<String> directories() {
        return Set.of("bank-a");
      }
    };
  }

  private Inbox inbox(InboxSelection selection) {
    return new Inbox(
        input,
        archive,
        quarantine,
        selection,
        settings(),
        Clock.fixed(NOW, ZoneOffset.UTC),
        this::pause);
  }

  private void pause(Duration duration) throws InterruptedException {
    pauses.add(duration);
    for (Change change : changes) {
      try {
        change.make();
      } catch (InterruptedException interrupted) {
        throw interrupted;
      } catch (Exception failed) {
        throw new AssertionError(failed);
      }
    }
  }

  /**
   * Writes a file into the inbox, last modified {@code ago} before now; its content is its name, or
   * one property if it is a control file.
   */
  private Path drop(String name, Duration ago) throws Exception {
    return drop(name, ago, name.endsWith(".control") ? "records=1\n" : name + "\n");
  }

  private Path drop(String name, Duration ago, String content) throws Exception {
    return drop(name, ago, content.getBytes(StandardCharsets.UTF_8));
  }

  private Path drop(String name, Duration ago, byte[] content) throws Exception {
    Path file = input.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    modified(name, NOW.minus(ago));
    return file;
  }

  private void modified(String name, Instant time) throws Exception {
    Files.setLastModifiedTime(input.resolve(name), FileTime.from(time));
  }

  private static IntakeSettings settings() {
    return new IntakeSettings(64, 4, false, false, false, QUIET, Duration.ofHours(1));
  }

  /** What is not processed: the reason and the name. */
  private static List<String> left(InboxListing listing) {
    return listing.unprocessed().stream()
        .map(each -> each.reason() + " " + each.path().getFileName())
        .toList();
  }

  private static List<String> sentences(InboxListing listing) {
    return listing.unprocessed().stream().map(Unprocessed::sentence).toList();
  }

  private static List<String> names(List<Path> files) {
    return files.stream().map(file -> file.getFileName().toString()).toList();
  }

  private static void deleteAll(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        assertThat(Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)).isFalse();
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
