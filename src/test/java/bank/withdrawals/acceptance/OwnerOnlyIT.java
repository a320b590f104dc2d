package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Tool;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only the owner can read or write what the program writes, whatever the umask. */
class OwnerOnlyIT {

  private static final String SAMPLE = "input/samples/withdrawals.csv";
  private static final String HEADER = "request_id,account_id,amount";
  private static final String THEIRS = "a file of somebody else";
  private static final String OWNERS_DIRECTORY = "rwx------";
  private static final String OWNERS_FILE = "rw-------";

  @TempDir Path temporary;
  private Path home;
  private Path theirs;

  @BeforeEach
  void layOut() throws IOException {
    home = temporary.resolve("home");
    theirs = Files.writeString(temporary.resolve("theirs"), THEIRS);
  }

  @Test
  void everyDirectoryAndFileIsForItsOwnerOnly() throws IOException {
    Tool tool = Tool.at(home).process();
    tool.run("withdraw", "--account", "2", "--amount", "1").exits(0);
    Files.copy(Path.of(SAMPLE), home.resolve("input/sample.csv"));
    tool.write("input/refused.csv", HEADER, "d,4,\"1.00");
    tool.with("WITHDRAWALS_INTAKE_QUIETPERIOD", "0s").run("run").exits(4);
    tool.run("generate", "--rows", "1", "--directory", home.resolve("generated")).exits(0);
    assertThat(names())
        .contains("rejects.csv", "summary.json", "withdrawals.log", "run.lock", "kafka.lock")
        .contains("withdrawals.script", "00000000000000000000.log", "accounts.csv");
    // A moved input file keeps the permissions that its sender gave it.
    assertThat(others(path -> !path.getFileName().toString().matches(".*-(sample|refused)\\.csv")))
        .isEmpty();
  }

  /** As in the container, in which no script sets the umask. */
  @Test
  void directoriesKeepOthersOutIfJavaIsStartedDirectly() throws Exception {
    Path data = home.resolve("data");
    for (Path operators : List.of(Files.createDirectory(home), Files.createDirectory(data))) {
      Files.setPosixFilePermissions(operators, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    ProcessBuilder java =
        new ProcessBuilder(
            "sh",
            "-c",
            "umask 000; exec \"$@\"",
            "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            "target/withdrawals.jar" + File.pathSeparator + "target/lib/*",
            "bank.withdrawals.WithdrawalsApplication",
            "run",
            SAMPLE);
    java.environment().put("WITHDRAWALS_HOME", home.toString());
    Path screen = temporary.resolve("screen");
    Process process = java.redirectErrorStream(true).redirectOutput(screen.toFile()).start();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    Sample.assertScreen(Files.readString(screen));
    assertThat(permissions(data)).as("the operator's own directory").isEqualTo("rwxr-xr-x");
    // Files of libraries have the permissions of the umask; their directory protects them.
    assertThat(
            others(
                path ->
                    !path.equals(home)
                        && !path.equals(data)
                        && !path.startsWith(data.resolve("db"))
                        && !path.startsWith(data.resolve("kafka"))))
        .isEmpty();
    assertThat(permissions(data.resolve("db"))).isEqualTo(OWNERS_DIRECTORY);
    assertThat(permissions(data.resolve("kafka"))).isEqualTo(OWNERS_DIRECTORY);
  }

  /** The columns: the place of a link to somebody else's file, the command, its exit code. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "data/withdrawals.log, status, 1",
    "data/run.lock, status, 1",
    "data/kafka.lock, run " + SAMPLE + ", 5",
    "archive/RUN-again.csv, run, 4",
  })
  void aLinkIsRefused(String link, String command, int exitCode) throws IOException {
    Tool tool = Tool.at(home).with("WITHDRAWALS_INTAKE_QUIETPERIOD", "0s");
    String run = "none";
    if (link.contains("RUN")) {
      tool.run("run", SAMPLE).exits(0);
      run = tool.onlyRun().getFileName().toString();
      Files.copy(Path.of(SAMPLE), home.resolve("input/again.csv"));
    }
    Path planted = link(home.resolve(link.replace("RUN", run)));
    Ended ended = tool.run((Object[]) command.replace("RUN", run).split(" ")).exits(exitCode);
    assertThat(ended.out() + ended.err())
        .contains(planted.getFileName().toString())
        .containsPattern("is a symbolic link|another file is there already");
    assertThat(theirs).hasContent(THEIRS);
    assertThat(planted).isSymbolicLink();
  }

  @ParameterizedTest
  @ValueSource(strings = {"accounts.csv", "withdrawals.csv"})
  void aLinkInPlaceOfASampleFileIsReplaced(String name) throws IOException {
    Path planted = link(home.resolve(name));
    Tool.at(home).run("generate", "--rows", "1", "--directory", home).exits(0);
    assertThat(theirs).hasContent(THEIRS);
    assertThat(Files.isSymbolicLink(planted)).isFalse();
  }

  private Path link(Path planted) throws IOException {
    Files.createDirectories(planted.getParent());
    return Files.createSymbolicLink(planted, theirs);
  }

  /** The files and directories that are not for their owner only, with their permissions. */
  private Map<Path, String> others(Predicate<Path> counts) throws IOException {
    Map<Path, String> others = new TreeMap<>();
    try (Stream<Path> all = Files.walk(home)) {
      for (Path path : all.filter(counts).toList()) {
        String expected = Files.isDirectory(path) ? OWNERS_DIRECTORY : OWNERS_FILE;
        if (!permissions(path).equals(expected)) {
          others.put(path, permissions(path));
        }
      }
    }
    return others;
  }

  private Set<String> names() throws IOException {
    try (Stream<Path> all = Files.walk(home)) {
      return new TreeSet<>(all.map(path -> path.getFileName().toString()).toList());
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }
}
