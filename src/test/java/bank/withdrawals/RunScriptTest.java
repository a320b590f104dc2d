package bank.withdrawals;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options that {@code run.sh} gives the JVM. A script in place of the JVM prints them. */
class RunScriptTest {

  private static final String SAYS_ARCHIVE = "preparing faster starts";
  private static final String C1 = "-XX:TieredStopAtLevel=1";

  /** Makes the archive that it is asked for, unless there is a file named broken. */
  private static final String JVM =
      """
      #!/bin/sh
      here=$(dirname "$0")
      for each; do
        case $each in
          -XX:AOTCacheOutput=* | -XX:ArchiveClassesAtExit=*) made=${each#*=} ;;
        esac
      done
      [ -z "${made:-}" ] || echo "$@" >>"$here/trained"
      [ -z "${made:-}" ] || [ -f "$here/broken" ] || echo archive >"$made"
      echo "$@"
      """;

  @TempDir Path directory;
  private Path script;
  private Path jar;
  private Path home;

  @BeforeEach
  void install() throws IOException {
    Path installed = Files.createDirectories(directory.resolve("installed"));
    script = Files.copy(Path.of("run.sh"), installed.resolve("run.sh"));
    Files.createDirectories(installed.resolve("input/samples"));
    Files.createFile(installed.resolve("input/samples/withdrawals.csv"));
    Files.createDirectories(installed.resolve("target/lib"));
    jar = Files.createFile(installed.resolve("target/withdrawals.jar"));
    home = Files.createDirectories(directory.resolve("home"));
    Files.createDirectories(home.resolve("input"));
  }

  @ParameterizedTest
  @CsvSource({
    "'',                      0,    0,    false, true",
    "run,                     0,    0,    false, true",
    "'',                      4000, 0,    false, true",
    "'',                      5000, 0,    false, false",
    "run --workers,           5000, 0,    false, false",
    "--json run,              5000, 0,    false, false",
    "run a.csv,               0,    4000, false, true",
    "run a.csv,               0,    5000, false, false",
    "run --json a.csv,        0,    5000, false, false",
    "run a.csv,               3000, 3000, false, false",
    "accounts import a.csv,   0,    5000, false, false",
    "run,                     0,    0,    true,  false",
    "status --follow,         0,    0,    false, true",
    "publish,                 0,    0,    false, false",
    "worker,                  0,    0,    false, false",
  })
  void aSmallRunIsCompiledByTheFirstCompilerAlone(
      String arguments, int inInput, int named, boolean resumes, boolean small) throws Exception {
    Files.write(home.resolve("input/b.csv"), new byte[1024 * inInput]);
    Files.write(home.resolve("a.csv"), new byte[1024 * named]);
    if (resumes) {
      Files.createFile(Files.createDirectories(home.resolve("data/work")).resolve("1"));
    }
    String started = start(17, "", arguments.split(" ", -1));
    assertThat(started.contains(C1)).as(started).isEqualTo(small);
    assertThat(started.contains("-XX:Tier4")).as(started).isNotEqualTo(small);
  }

  @ParameterizedTest
  @CsvSource({"17, run, false", "25, run, true", "25, publish, false"})
  void aSmallRunOfANewerJavaGeneratesNoClassesForReflection(
      int java, String command, boolean expected) throws Exception {
    String started = start(java, "", command);
    assertThat(started.contains("-Djdk.reflect.useNativeAccessorOnly=true"))
        .as(started)
        .isEqualTo(expected);
    assertThat(started.contains("-XX:ReservedCodeCacheSize=")).as(started).isEqualTo(expected);
  }

  @Test
  void theDriverThatTheTrainingDoesNotUseIsLoaded() throws Exception {
    start(17, "");
    assertThat(directory.resolve("java17/bin/trained")).content().contains("TrainingRun run ");
  }

  @Test
  void eachJavaMakesItsOwnArchiveOnceAndUsesOnlyThat() throws Exception {
    for (int java : List.of(17, 25)) {
      assertThat(start(java, "")).contains(SAYS_ARCHIVE, archiveOf(java));
    }
    for (int java : List.of(17, 25, 17)) {
      assertThat(start(java, "")).contains(archiveOf(java)).doesNotContain(SAYS_ARCHIVE);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void aNewJarNeedsANewArchive(int java) throws Exception {
    start(java, "");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(5)));
    assertThat(start(java, "")).contains(SAYS_ARCHIVE, archiveOf(java));
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void anArchiveThatCannotBeMadeIsTriedOnceAndNotNamed(int java) throws Exception {
    Files.createFile(jvm(java).resolve("bin/broken"));
    assertThat(start(java, "")).contains(SAYS_ARCHIVE).doesNotContain(option(java));
    assertThat(start(java, "")).doesNotContain(SAYS_ARCHIVE, option(java));
  }

  /** The JVM refuses the cache otherwise, and says nothing, or has classes of another version. */
  @ParameterizedTest
  @ValueSource(strings = {"--enable-native-access=ALL-UNNAMED", "-Djdk.util.jar.version=17"})
  void theCacheIsTrainedWithTheOptionsOfAStart(String option) throws Exception {
    assertThat(start(25, "")).contains(option);
    assertThat(directory.resolve("java25/bin/trained")).content().contains(option);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void whatAKilledStartHasLeftIsDeleted(int java) throws Exception {
    Path left = Files.createDirectories(jar.resolveSibling("archive.a1B2c3/home"));
    start(java, "");
    assertThat(left.getParent()).doesNotExist();
    assertThat(jar.resolveSibling("archive.lock")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseG1GC", "-Xmx2g -XX:+UseZGC", "-XX:+UseParallelGC"})
  void aCollectorOfTheUserReplacesTheSerialOne(String options) throws Exception {
    assertThat(start(25, options)).contains(options, archiveOf(25)).doesNotContain("UseSerialGC");
    assertThat(start(25, "-Xmx2g")).contains("-Xmx2g", "-XX:+UseSerialGC");
  }

  private static String option(int java) {
    return java < 25 ? "-XX:SharedArchiveFile=" : "-XX:AOTCache=";
  }

  private String archiveOf(int java) throws IOException {
    return option(java) + jar.toRealPath().resolveSibling("withdrawals-%d.0.1.jsa".formatted(java));
  }

  private Path jvm(int java) throws IOException {
    Path jvm = directory.resolve("java" + java);
    if (!Files.exists(jvm)) {
      Path binary = Files.createDirectories(jvm.resolve("bin")).resolve("java");
      Files.writeString(binary, JVM);
      assertThat(binary.toFile().setExecutable(true)).isTrue();
      Files.writeString(jvm.resolve("release"), "JAVA_VERSION=\"%d.0.1\"\n".formatted(java));
    }
    return jvm;
  }

  /** Everything that the start prints: the lines of run.sh, and the arguments of the JVM. */
  private String start(int java, String options, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", script.toString()));
    command.addAll(List.of(arguments));
    command.removeIf(String::isEmpty);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(home.toFile()).redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.environment().put("JAVA_HOME", jvm(java).toString());
    builder.environment().put("JAVA_OPTS", options);
    builder.environment().put("WITHDRAWALS_HOME", home.toString());
    Process process = builder.start();
    try (InputStream printed = process.getInputStream()) {
      String text = new String(printed.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(text).isZero();
      return text;
    }
  }
}
