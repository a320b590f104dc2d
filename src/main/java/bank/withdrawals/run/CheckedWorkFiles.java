package bank.withdrawals.run;

import bank.withdrawals.files.Home;
import bank.withdrawals.files.OwnerOnlyFiles;
import bank.withdrawals.intake.Original;
import bank.withdrawals.job.WorkFiles;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.workfile.WorkFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Provides the work files for checks. A work file that is made for a check is temporary. */
@Component
class CheckedWorkFiles {

  private static final String PREFIX = "check-";

  private final Home home;
  private final WorkFiles workFiles;
  private final Clock clock;

  CheckedWorkFiles(Home home, WorkFiles workFiles, Clock clock) {
    this.home = home;
    this.workFiles = workFiles;
    this.clock = clock;
  }

  /** A received file whose work file is deleted in the end. */
  record Checked(WorkFiles.Received received, Path directory) implements Closeable {

    @Override
    public void close() throws IOException {
      WorkFile.delete(directory);
    }
  }

  /** Receives a file into a temporary work file. */
  Checked receive(Original original, boolean requireControl) throws IOException {
    Path directory = newDirectory();
    return new Checked(workFiles.receive(original, requireControl, directory), directory);
  }

  /** Reads the work file of a run that has received its file. */
  interface Reading<T> {
    T read(WorkFile workFile) throws IOException;
  }

  /** Passes the work file of an interrupted run to {@code reading}; if it is lost, a new one. */
  <T> T read(Path original, RegisteredFile file, Reading<T> reading) throws IOException {
    if (workFiles.isIntact(file)) {
      return reading.read(workFiles.open(file.runId()));
    }
    Path directory = newDirectory();
    try {
      return reading.read(workFiles.rebuild(original, file, directory));
    } finally {
      WorkFile.delete(directory);
    }
  }

  /**
   * A new directory. Deletes those that killed processes have left, once they are a day old: a
   * younger one may belong to a live process.
   */
  private Path newDirectory() throws IOException {
    OwnerOnlyFiles.createDirectory(home.data());
    Instant yesterday = clock.instant().minus(Duration.ofDays(1));
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(home.data(), PREFIX + "*")) {
      for (Path leftover : leftovers) {
        if (Files.getLastModifiedTime(leftover).toInstant().isBefore(yesterday)) {
          WorkFile.delete(leftover);
        }
      }
    }
    return OwnerOnlyFiles.createTemporaryDirectory(home.data(), PREFIX);
  }
}
