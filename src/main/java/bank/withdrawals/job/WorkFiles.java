package bank.withdrawals.job;

import bank.withdrawals.files.DiskSpaceGuard;
import bank.withdrawals.files.Printable;
import bank.withdrawals.format.RefusedFileException;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.intake.FirstAccounts;
import bank.withdrawals.intake.Inspection;
import bank.withdrawals.intake.Original;
import bank.withdrawals.intake.Originals;
import bank.withdrawals.ledger.Accounts;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.ledger.WorkFileRecipe;
import bank.withdrawals.workfile.DamagedWorkFileException;
import bank.withdrawals.workfile.WorkDirectories;
import bank.withdrawals.workfile.WorkFile;
import bank.withdrawals.workfile.WorkFileWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The work files of runs. A work file that is lost or damaged is made again from the original:
 *
 * <ol>
 *   <li>Compare the checksums of the file with the one that the run has registered.
 *   <li>If they differ, read the original as the run has read it, and write the work file anew.
 *   <li>If the new one has another checksum, fail: its positions would not be those of the rows
 *       that are decided.
 * </ol>
 */
@Component
public class WorkFiles {

  private static final Logger log = LoggerFactory.getLogger(WorkFiles.class);

  /**
   * The space that a work file and the files for sorting it need, as a multiple of the original.
   */
  private static final int SPACE_FACTOR = 4;

  private final WorkDirectories directories;
  private final FileInspector inspector;
  private final Originals originals;
  private final FileRegister files;
  private final JobSettings settings;
  private final DiskSpaceGuard diskSpace;
  private final Accounts accounts;

  WorkFiles(
      WorkDirectories directories,
      FileInspector inspector,
      Originals originals,
      FileRegister files,
      JobSettings settings,
      DiskSpaceGuard diskSpace,
      Accounts accounts) {
    this.directories = directories;
    this.inspector = inspector;
    this.originals = originals;
    this.files = files;
    this.settings = settings;
    this.diskSpace = diskSpace;
    this.accounts = accounts;
  }

  /**
   * A file that was read once.
   *
   * @param workFile its rows; null unless the file is accepted
   */
  public record Received(Original original, Inspection inspection, @Nullable WorkFile workFile) {}

  /** Reads the file of a run, and writes its work file. */
  Received receive(RunParameters run) throws IOException, RefusedFileException {
    Original original = originals.unreceived(run.path(), run.sha256(), run.options().format());
    if (!original.content().equals(run.content())) {
      throw new RefusedFileException("its format was changed meanwhile; run again");
    }
    Path own = directories.create(run.runId());
    try {
      Received received = receive(original, run.options().requireControl(), own);
      WorkFile made = received.workFile();
      return made == null
          ? received
          : new Received(original, received.inspection(), directories.complete(run.runId(), made));
    } finally {
      WorkFile.delete(own);
    }
  }

  /** Reads a file, and writes its work file into {@code directory} if it is accepted. */
  public Received receive(Original original, boolean requireControl, Path directory)
      throws IOException {
    Optional<String> unreadable = FileInspector.unreadable(original.file());
    if (unreadable.isPresent()) {
      return new Received(original, new Inspection.Refused(unreadable.get(), 0, 0), null);
    }
    FirstAccounts first = new FirstAccounts();
    try (WorkFileWriter writer = write(directory, original.file(), settings.sliceRows())) {
      Inspection inspection =
          inspector.inspect(
              original,
              requireControl,
              row -> {
                first.add(row);
                writer.add(row);
              });
      if (inspection instanceof Inspection.Accepted
          && first.areExpected()
          && !accounts.anyExists(first.ids())) {
        return new Received(original, withoutAccounts(original.file(), first), null);
      }
      return new Received(
          original,
          inspection,
          inspection instanceof Inspection.Accepted accepted
              ? writer.finish(accepted.columns())
              : null);
    }
  }

  private Inspection withoutAccounts(Path file, FirstAccounts first) {
    return new Inspection.WithoutAccounts(
        "%s: none of its accounts exists in %s (%,d looked up). Nothing was debited: import the accounts, or fix the address or its currentSchema in SPRING_DATASOURCE_URL, then run again."
            .formatted(Printable.name(file), accounts.place(), first.count()));
  }

  /** How the work file of a received file was made. */
  WorkFileRecipe recipe(Original original, WorkFile workFile) {
    return new WorkFileRecipe(
        original.format().name(),
        original.format().text(),
        original.rules().toText(),
        settings.sliceRows(),
        workFile.checksum());
  }

  private WorkFileWriter write(Path directory, Path original, long sliceRows) throws IOException {
    diskSpace.requireBesides(SPACE_FACTOR * Files.size(original));
    return new WorkFileWriter(directory, sliceRows);
  }

  /** The complete work file of a run. */
  public WorkFile open(long runId) {
    try {
      return WorkFile.open(directories.of(runId));
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "%s: run again, and it is made anew.".formatted(failure.getMessage()), failure);
    }
  }

  /** Whether a run has received its file, so that it may have debited rows. */
  public boolean isReceived(long runId) {
    return files.find(runId).isPresent();
  }

  /** Whether a run has received its file, and its work file is complete and undamaged. */
  public boolean isIntact(long runId) throws IOException {
    Optional<RegisteredFile> file = files.find(runId);
    return file.isPresent() && isIntact(file.get());
  }

  /** Whether the work file of a run is complete and undamaged. */
  public boolean isIntact(RegisteredFile file) throws IOException {
    try {
      WorkFile found = WorkFile.open(directories.of(file.runId()));
      if (!found.checksum().equals(file.recipe().checksum())) {
        return false;
      }
      found.verify();
      return true;
    } catch (DamagedWorkFileException damaged) {
      log.info("Run {}: {}.", file.runId(), damaged.getMessage());
      return false;
    }
  }

  /**
   * Makes sure that the work file of a run that has received its file is there.
   *
   * @throws UncheckedIOException with a sentence, if it cannot be made again
   */
  void require(RunParameters run) throws IOException {
    RegisteredFile file = files.get(run.runId());
    if (!isIntact(file)) {
      log.warn("Run {}: the work file is made again from {}.", run.runId(), run.path());
      Path own = directories.create(run.runId());
      try {
        WorkFile rebuilt = rebuild(run.path(), file, own);
        requireSame(file, rebuilt);
        directories.complete(run.runId(), rebuilt);
      } finally {
        WorkFile.delete(own);
      }
    }
  }

  /** Makes the work file of a received file again, in {@code directory}. */
  public WorkFile rebuild(Path original, RegisteredFile file, Path directory) throws IOException {
    if (FileInspector.unreadable(original).isPresent()) {
      throw lost(original, file, new NoSuchFileException(original.toString()));
    }
    try (WorkFileWriter writer = write(directory, original, file.recipe().sliceRows())) {
      WorkFileRecipe recipe = file.recipe();
      Inspection.Accepted read =
          inspector.read(
              originals.received(
                  original,
                  file.sha256(),
                  recipe.format(),
                  recipe.formatText(),
                  recipe.readRules()),
              writer::add);
      return writer.finish(read.columns());
    } catch (RefusedFileException changed) {
      throw lost(original, file, new IOException(changed));
    }
  }

  private static UncheckedIOException lost(Path original, RegisteredFile file, IOException cause) {
    return new UncheckedIOException(
        "The work file of run %d is lost, and %s is not the file it was made of: put the file with SHA-256 %s back, then run again."
            .formatted(file.runId(), original, file.sha256()),
        cause);
  }

  private static void requireSame(RegisteredFile file, WorkFile rebuilt) {
    if (!rebuilt.checksum().equals(file.recipe().checksum())) {
      throw new UncheckedIOException(
          "The work file of run %d was lost, and a new one differs from it: nothing is debited, call a developer."
              .formatted(file.runId()),
          new IOException("Checksum " + rebuilt.checksum()));
    }
  }

  /** Deletes the work file of a run, complete or not. */
  void delete(long runId) throws IOException {
    WorkFile.delete(directories.of(runId));
  }
}
