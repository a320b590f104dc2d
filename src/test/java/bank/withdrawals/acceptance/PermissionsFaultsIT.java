package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that the user of the job may not read or write. If root runs the tests, that user is
 * nobody.
 */
class PermissionsFaultsIT {

  private static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
  private static final String HEADER = "request_id,account_id,amount";

  @TempDir Path directory;

  /** For commands after the last one of the other user, because their files are this user's. */
  private Tool here;

  private Tool tool;

  @BeforeEach
  void chooseUser() throws Exception {
    here =
        Tool.at(directory.resolve("home"))
            .withTestBroker()
            .with("WITHDRAWALS_INTAKE_QUIETPERIOD", "0s");
    tool = here.process();
    if ("root".equals(System.getProperty("user.name"))) {
      assumeThat(ends("true"))
          .as("exit code of setpriv: permissions do not bind root, so the job must run as nobody")
          .isZero();
      tool = tool.startedBy(AS_NOBODY);
    }
    permit(directory, "rwxrwxrwx");
    Files.createDirectories(tool.home("input"));
    permit(tool.home(), "rwxrwxrwx");
    permit(tool.home("input"), "rwxrwxrwx");
  }

  @Test
  void unreadableFilesAreRefusedAndTheOthersRun() throws IOException {
    forbid(tool.write("input/a.csv", HEADER, "a,1,1.00"));
    tool.write("input/b.csv", HEADER, "b,1,2.00");
    forbid(tool.write("input/b.csv.control", "records=1"));
    tool.write("input/c.csv", HEADER, "c,1,4.00");
    Ended ended = tool.run("run").exits(4);
    assertThat(ended.out())
        .containsSubsequence(
            "a.csv: permission denied; give the job's user the right to read it.",
            "b.csv: its control file cannot be used: b.csv.control: permission denied",
            "c.csv COMPLETED");
    assertThat(here.balances()).containsEntry("1", "457.00");
  }

  @Test
  void anUnwritableOutputDirectoryIsFoundBeforeAnyDebit() throws Exception {
    tool.run("accounts").exits(0);
    permit(tool.home("output"), "r-xr-xr-x");
    if ("root".equals(System.getProperty("user.name"))) {
      assertThat(
              new ProcessBuilder("chown", "root", tool.home("output").toString()).start().waitFor())
          .isZero();
    }
    tool.write("input/a.csv", HEADER, "a,1,1.00", "b,9,1.00");
    Ended failed = tool.run("run").exits(1);
    assertThat(failed.out() + failed.err()).contains("output");
    assertThat(tool.balances()).containsEntry("1", "461.00");
    assertThat(tool.home("input", "a.csv")).exists();

    permit(tool.home("output"), "rwxrwxrwx");
    tool.run("run").exits(0);
    assertThat(here.balances()).containsEntry("1", "460.00");
    assertThat(here.events()).hasSize(1);
  }

  @Test
  void anUnwritableInboxIsFoundBeforeAnyDebit() throws IOException {
    tool.run("accounts").exits(0);
    tool.write("input/a.csv", HEADER, "a,1,1.00");
    permit(tool.home("input"), "r-xr-xr-x");
    Ended failed = tool.run("run").exits(1);
    assertThat(failed.err())
        .contains(
            "The directory " + tool.home("input") + " cannot be written",
            "fix its permissions. Nothing was debited.");
    assertThat(tool.balances()).containsEntry("1", "461.00");

    permit(tool.home("input"), "rwxrwxrwx");
    tool.run("run").exits(0);
    assertThat(here.balances()).containsEntry("1", "460.00");
  }

  @Test
  void aFileInPlaceOfTheOutputDirectoryIsFoundBeforeAnyDebit() throws IOException {
    here.run("accounts").exits(0);
    Files.delete(here.home("output"));
    here.write("output", "not a directory");
    here.write("input/a.csv", HEADER, "a,1,1.00");
    assertThat(here.run("run").exits(1).err())
        .contains("The directory " + here.home("output") + " cannot be created");

    Files.delete(here.home("output"));
    assertThat(here.balances()).containsEntry("1", "461.00");
    here.run("run").exits(0);
    assertThat(here.balances()).containsEntry("1", "460.00");
  }

  private static void forbid(Path file) throws IOException {
    permit(file, "---------");
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static int ends(String command) throws Exception {
    List<String> words = new ArrayList<>(AS_NOBODY);
    words.add(command);
    try {
      return new ProcessBuilder(words).start().waitFor();
    } catch (IOException noSuchCommand) {
      return -1;
    }
  }
}
