package bank.withdrawals.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the original of a run leaves the inbox, and what a kill between two steps leaves. */
class InboxExitTest {

  private static final String JUDGED = "account_id,amount\n1,1.00\n";
  private static final String LONGER = JUDGED + "2,2.00\n";

  @TempDir Path home;
  private Path file;
  private Path archived;
  private Path aside;
  private JudgedBytes judged;
  private InboxExit exit;

  @BeforeEach
  void drop() throws IOException {
    Path input = Files.createDirectory(home.resolve("input"));
    archived = home.resolve("archive/7-day.csv");
    aside = home.resolve("quarantine/7-day.csv");
    Files.createDirectories(archived.getParent());
    Files.createDirectories(aside.getParent());
    file = Files.writeString(input.resolve("day.csv"), JUDGED);
    judged = new JudgedBytes(JUDGED.length(), FileInspector.sha256(file));
    exit = new InboxExit(input, archived.getParent(), aside.getParent());
  }

  @Test
  void theJudgedFileIsMoved() throws IOException {
    Files.writeString(file.resolveSibling("DAY.csv.control"), "records=1\n");
    assertThat(archive()).isEqualTo(ArchivedOriginal.WHOLE);
    assertThat(all()).containsExactly("archive/7-day.csv", "archive/7-day.csv.control");
    assertThat(archive()).as("again").isEqualTo(ArchivedOriginal.WHOLE);
    assertThat(all()).hasSize(2);
  }

  @Test
  void ofALongerFileOnlyTheJudgedBytesAreArchived() throws IOException {
    Files.writeString(file, LONGER);
    Files.writeString(file.resolveSibling("day.csv.control"), "records=1\n");
    assertThat(archive()).isEqualTo(ArchivedOriginal.LONGER);
    assertLonger();
    assertThat(all())
        .containsExactly("archive/7-day.csv", "archive/7-day.csv.control", "quarantine/7-day.csv");
    exit.renameSetAside(file, "7", "8");
    assertThat(all())
        .containsExactly("archive/7-day.csv", "archive/7-day.csv.control", "quarantine/8-day.csv");
  }

  @Test
  void killedAfterTheLongerFileWasSetAside() throws IOException {
    Files.delete(file);
    Files.writeString(aside, LONGER);
    assertThat(archive()).isEqualTo(ArchivedOriginal.LONGER);
    assertLonger();
  }

  /** Then a later file with its own control file has come, which begins with the same bytes. */
  @Test
  void killedAfterTheCopyForTheArchive() throws IOException {
    Files.writeString(aside, LONGER);
    Files.writeString(archived, JUDGED);
    Files.writeString(file, JUDGED + "3,3.00\n");
    Files.writeString(file.resolveSibling("day.csv.control"), "records=2\n");
    assertThat(archive()).isEqualTo(ArchivedOriginal.LONGER);
    assertLonger();
    assertThat(all()).contains("input/day.csv", "input/day.csv.control");
  }

  @Test
  void killedInTheMoveToAnotherFileSystem() throws IOException {
    Files.writeString(file, LONGER);
    Files.writeString(aside, LONGER);
    assertThat(archive()).isEqualTo(ArchivedOriginal.LONGER);
    assertLonger();
    assertThat(file).doesNotExist();
  }

  @Test
  void killedInTheCopyForTheArchive() throws IOException {
    Files.delete(file);
    Files.writeString(aside, LONGER);
    Files.writeString(archived.resolveSibling(".7-day.csv.part"), "account");
    assertThat(archive()).isEqualTo(ArchivedOriginal.LONGER);
    assertLonger();
    assertThat(all()).containsExactly("archive/7-day.csv", "quarantine/7-day.csv");
  }

  /** The sender still had the file open when it was renamed. */
  @Test
  void bytesThatReachedTheFileInTheArchiveDoNotStayThere() throws IOException {
    Files.delete(file);
    Files.writeString(archived, LONGER);
    assertThat(archive()).isEqualTo(ArchivedOriginal.LONGER);
    assertLonger();
  }

  @Test
  void aLaterFileStaysInTheInbox() throws IOException {
    Files.writeString(archived, JUDGED);
    Files.writeString(file, LONGER);
    Files.writeString(file.resolveSibling("day.csv.control"), "records=2\n");
    assertThat(archive()).isEqualTo(ArchivedOriginal.WHOLE);
    assertThat(all())
        .containsExactly("archive/7-day.csv", "input/day.csv", "input/day.csv.control");
  }

  @Test
  void judgedBytesThatAreGoneAreReplacedByNothing() throws IOException {
    Files.writeString(file, JUDGED.replace("1.00", "9.00"));
    assertThat(archive()).isEqualTo(ArchivedOriginal.GONE);
    assertThat(all()).containsExactly("input/day.csv");
    Files.writeString(file, JUDGED.substring(1));
    assertThat(archive()).isEqualTo(ArchivedOriginal.GONE);
    Files.delete(file);
    assertThat(archive()).isEqualTo(ArchivedOriginal.GONE);
    Files.createSymbolicLink(file, Files.writeString(home.resolve("elsewhere"), JUDGED));
    assertThat(archive()).isEqualTo(ArchivedOriginal.GONE);
    assertThat(archived).doesNotExist();
  }

  @Test
  void aLongerFileThatIsRewrittenWhileItIsCopiedIsNotArchived() throws IOException {
    Files.delete(file);
    Files.writeString(aside, LONGER.replace("1.00", "9.00"));
    assertThat(archive()).isEqualTo(ArchivedOriginal.LONGER_AND_GONE);
    assertThat(all()).containsExactly("quarantine/7-day.csv");
  }

  @Test
  void aRepeatedFileLeavesOnlyIfItStillHasTheBytes() throws IOException {
    Files.writeString(archived, JUDGED);
    assertThat(exit.archiveRepeated(file, "7", judged)).isTrue();
    assertThat(all()).containsExactly("archive/7-day.csv");
    Files.writeString(file, LONGER);
    assertThat(exit.archiveRepeated(file, "7", judged)).isFalse();
    assertThat(file).hasContent(LONGER);
  }

  @Test
  void otherBytesInTheArchiveAreNeverOverwritten() throws IOException {
    Files.writeString(archived, "other");
    assertThatThrownBy(this::archive).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(archived).hasContent("other");
    assertThat(file).hasContent(JUDGED);
  }

  @Test
  void aDirectoryThatIsNoneCannotBeWritten() throws IOException {
    assertThat(exit.unwritable()).isEmpty();
    Files.delete(aside.getParent());
    assertThat(exit.unwritable()).as("it is created when it is needed").isEmpty();
    Files.createFile(aside.getParent());
    assertThat(exit.unwritable()).contains(aside.getParent());
  }

  private ArchivedOriginal archive() throws IOException {
    return exit.archiveJudged(file, "7", judged);
  }

  private void assertLonger() {
    assertThat(archived).hasContent(JUDGED);
    assertThat(aside).hasContent(LONGER);
  }

  private List<String> all() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files
          .filter(Files::isRegularFile)
          .map(each -> home.relativize(each).toString())
          .filter(each -> each.contains("/"))
          .sorted()
          .toList();
    }
  }
}
