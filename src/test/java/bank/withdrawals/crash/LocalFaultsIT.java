package bank.withdrawals.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bank.withdrawals.crash.Failpoint.Harm;
import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Programs;
import bank.withdrawals.testing.Running;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine without free memory, with full disks or with a disk that fails. */
class LocalFaultsIT {

  private static final long MEBIBYTE = 1 << 20;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private Path mounted;

  @AfterEach
  void unmount() throws Exception {
    if (mounted != null) {
      assertThat(run("umount", mounted.toString())).as("exit code of umount").isZero();
    }
  }

  @Test
  void aRunOutOfMemoryDiesAndTheNextRunResumes() throws IOException {
    Trial trial = new Trial(directory, Stores.embedded(directory.resolve("home")), Map.of());
    Ended died = trial.harmed(Harm.EXHAUST, Seam.CHUNK_WRITTEN, 3).run("run");
    assertThat(died.exitCode()).as("%s", died).isEqualTo(137);
    trial.finish();
  }

  /** The disk is too small from the start. */
  @ParameterizedTest
  @ValueSource(strings = {"data", "output"})
  void nothingIsDebitedIfTheDiskIsFull(String where) throws Exception {
    Path home = directory.resolve("home");
    Trial trial = new Trial(directory, Stores.embedded(home), Map.of());
    Map<String, String> before = trial.tool().balances();
    Path disk = mount(directory.resolve("disk"), 8);
    Path place = home.resolve(where);
    Path aside = directory.resolve("aside");
    Files.move(place, aside);
    run("cp", "-a", aside.toString(), disk.resolve(where).toString());
    Files.createSymbolicLink(place, disk.resolve(where));

    Ended ended = trial.tool().run("run").exits(1);

    assertThat(ended.out()).contains("bytes are free", "free some space, then run again");
    assertThat(trial.tool().balances()).isEqualTo(before);
    Files.delete(place);
    run("cp", "-a", disk.resolve(where).toString(), place.toString());
    trial.finish();
  }

  /** Another program fills the disk during the debit step: the run stops before the next chunk. */
  @Test
  void aRunStopsBeforeAChunkForWhichThereIsNoSpace() throws Exception {
    Path home = directory.resolve("home");
    Path disk = mount(home.resolve("data"), 120);
    Trial trial = new Trial(directory, Stores.embedded(home), Map.of());
    try (Running run = trial.frozenAt(Seam.AFTER_CHUNK_COMMIT, 3)) {
      Path filler = disk.resolve("filler");
      fill(filler, disk, 16 * MEBIBYTE);
      Ended ended = run.signal("CONT").end().exits(1);
      assertThat(ended.out()).contains("bytes are free", "free some space, then run again");
      Files.delete(filler);
    }
    trial.finish();
  }

  /** The run debits and publishes everything but cannot move the file. The next run moves it. */
  @Test
  void aFullArchiveLosesNoInputFile() throws Exception {
    Path home = directory.resolve("home");
    Path disk = mount(home.resolve("archive"), 1);
    Trial trial = new Trial(directory, Stores.embedded(home), Map.of());
    Path filler = disk.resolve("filler");
    fill(filler, disk, 0);
    Ended ended = trial.tool().run("run").exits(1);
    assertThat(ended.out() + ended.err()).contains("run again");
    assertThat(home.resolve("input").resolve("000.csv")).isRegularFile();
    Files.delete(filler);
    trial.finish();
  }

  /** If the error file cannot be forced to disk, the run fails before the chunk is committed. */
  @Test
  void aChunkThatCannotBeForcedToDiskIsNotCommitted() throws Exception {
    Programs.assume("strace"); // It makes fsync fail.
    assumeTrue(
        run("strace", "-f", "-o", "/dev/null", "true") == 0,
        "strace is not allowed to trace a process here");
    // The stores are in other processes, so that only the error file fails.
    Trial trial = new Trial(directory, Stores.external(), Map.of());
    Ended ended =
        trial
            .tool()
            .startedBy(
                List.of(
                    "strace",
                    "-f",
                    "-qqq",
                    "--seccomp-bpf",
                    "-o",
                    "/dev/null",
                    "-e",
                    "inject=fsync,fdatasync:error=EIO:when=5+"))
            .run("run");
    ended.exits(1);
    assertThat(ended.out()).contains("FAILED", "run again");
    trial.finish();
  }

  private Path mount(Path place, int mebibytes) throws Exception {
    Files.createDirectories(place);
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", place.toString())
            == 0,
        "no permission to mount a small disk here");
    mounted = place;
    return place;
  }

  /** Fills a disk until only {@code free} bytes are left. */
  private static void fill(Path filler, Path disk, long free) throws IOException {
    byte[] block = new byte[64 * 1024];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (Files.getFileStore(disk).getUsableSpace() > free) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(free).as("%s", full).isZero();
    }
  }

  private static int run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException noSuchProgram) {
      return -1;
    }
  }
}
