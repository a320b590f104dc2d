package bank.withdrawals.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bank.withdrawals.domain.ControlTotal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the summary is written, and where not: somebody may have laid a link there. */
class SummaryJsonTest {

  private static final String THEIRS = "a file that is none of ours";
  private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");
  private static final Summary SUMMARY =
      new Summary(
          RunTotals.undecided(1, "a.csv", "", ControlTotal.NONE, NOW),
          RunStatus.REFUSED,
          ExitCode.REFUSED,
          "Why.",
          0,
          NOW,
          NOW,
          0);

  @TempDir Path home;
  private Path theirs;
  private Path directory;

  @BeforeEach
  void layOut() throws IOException {
    theirs = Files.writeString(home.resolve("theirs"), THEIRS);
    directory = home.resolve("run");
  }

  @Test
  void isItsOwnersAlone() throws IOException {
    SummaryJson.write(directory, SUMMARY);
    assertThat(permissions(directory)).isEqualTo("rwx------");
    assertThat(permissions(directory.resolve("summary.json"))).isEqualTo("rw-------");
  }

  @Test
  void aLinkInThePlaceOfTheDirectoryIsRefused() throws IOException {
    Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
    Files.createSymbolicLink(directory, elsewhere);
    assertThatThrownBy(() -> SummaryJson.write(directory, SUMMARY))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(directory + " is a symbolic link");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"summary.json", "summary.json.tmp"})
  void aLinkInThePlaceOfTheFileIsReplaced(String name) throws IOException {
    Files.createDirectory(directory);
    Files.createSymbolicLink(directory.resolve(name), theirs);
    SummaryJson.write(directory, SUMMARY);
    assertThat(theirs).hasContent(THEIRS);
    assertThat(Files.isSymbolicLink(directory.resolve("summary.json"))).isFalse();
    assertThat(directory.resolve("summary.json")).content().contains("\"Why.\"");
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
