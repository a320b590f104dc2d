package bank.withdrawals.intake;

import bank.withdrawals.files.DurableMove;
import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The directory where files are dropped, with the archive and the quarantine to which they move.
 *
 * <ol>
 *   <li>A file with a control file beside it is complete. So is everything that is not a regular
 *       file: inspection refuses that and gives the reason.
 *   <li>Any other file is complete if nobody wrote to it within the quiet period. The inbox waits
 *       until the period is over for all files, then looks again. A file that changed in the
 *       meantime is left for the next run.
 *   <li>A file leaves the inbox by a {@link DurableMove}, its control file after it.
 * </ol>
 *
 * <p>Only the holder of the run lock may move files.
 */
public final class Inbox {

  private static final Comparator<Path> BY_NAME =
      Comparator.comparing(file -> file.getFileName().toString());

  private static final Pattern RUN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** File systems allow 255 bytes; the rest is for {@code .control} and the ending of a copy. */
  private static final int MAX_NAME_BYTES = 230;

  private final Path inputDir;
  private final Path archiveDir;
  private final Path quarantineDir;
  private final Duration quietPeriod;
  private final Clock clock;
  private final Pause pause;

  /** Waits; a test changes files in the meantime. */
  @FunctionalInterface
  interface Pause {
    void sleep(Duration duration) throws InterruptedException;
  }

  /**
   * The files of the inbox. Both lists are sorted by name.
   *
   * @param ready complete, to be inspected now
   * @param stillGrowing not known to be complete, left for the next run
   */
  public record Listing(List<Path> ready, List<Path> stillGrowing) {

    /** Copies the lists. */
    public Listing {
      ready = List.copyOf(ready);
      stillGrowing = List.copyOf(stillGrowing);
    }
  }

  /**
   * An inbox with its archive and quarantine, which are created when the first file moves there.
   */
  public Inbox(
      Path inputDir, Path archiveDir, Path quarantineDir, IntakeSettings settings, Clock clock) {
    this(
        inputDir,
        archiveDir,
        quarantineDir,
        settings,
        clock,
        duration -> Thread.sleep(duration.toMillis()));
  }

  Inbox(
      Path inputDir,
      Path archiveDir,
      Path quarantineDir,
      IntakeSettings settings,
      Clock clock,
      Pause pause) {
    this.inputDir = inputDir;
    this.archiveDir = archiveDir;
    this.quarantineDir = quarantineDir;
    this.quietPeriod = settings.quietPeriod();
    this.clock = clock;
    this.pause = pause;
  }

  /**
   * Lists everything named {@code *.csv}, in upper or lower case, directly in the inbox, hidden
   * files excepted. Waits up to the quiet period. If the thread is interrupted while it waits, it
   * stays interrupted, and the files not known to be complete count as growing.
   *
   * @throws IOException if the directory cannot be read
   */
  public Listing list() throws IOException {
    List<Path> ready = new ArrayList<>();
    Map<Path, FileState> recent = new TreeMap<>(BY_NAME);
    Instant now = clock.instant();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(inputDir, Inbox::isCsv)) {
      for (Path file : files) {
        FileState state = stateOf(file);
        if (state != null && !isComplete(file, state) && isRecent(state, now)) {
          recent.put(file, state);
        } else if (state != null) {
          ready.add(file);
        }
      }
    } catch (DirectoryIteratorException failed) {
      throw failed.getCause();
    }
    List<Path> stillGrowing = new ArrayList<>();
    boolean waited = waitUntilQuiet(recent, now);
    for (Map.Entry<Path, FileState> entry : recent.entrySet()) {
      FileState state = stateOf(entry.getKey());
      if (state != null) {
        boolean complete = waited && state.equals(entry.getValue());
        (complete ? ready : stillGrowing).add(entry.getKey());
      }
    }
    ready.sort(BY_NAME);
    return new Listing(ready, stillGrowing);
  }

  /**
   * Moves a processed file and its control file to the archive. Does nothing if they are there
   * already.
   *
   * @param run the run's name: letters, digits, {@code . _ -}
   * @return its new path, {@code <run>-<name>}; the start of an overlong name is cut off
   * @throws FileAlreadyExistsException if another file is at the new path
   * @throws NoSuchFileException if the file is in neither place
   * @throws IOException if it cannot be moved
   */
  public Path archive(Path file, String run) throws IOException {
    return move(file, archiveDir, run);
  }

  /** Moves a refused file to the quarantine, as {@link #archive} does to the archive. */
  public Path quarantine(Path file, String run) throws IOException {
    return move(file, quarantineDir, run);
  }

  private static boolean isCsv(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".csv") && !name.startsWith(".");
  }

  private static boolean isComplete(Path file, FileState state) {
    return !state.regular() || Files.exists(ControlFile.beside(file), LinkOption.NOFOLLOW_LINKS);
  }

  /** Null if the file is gone: its sender may take it back at any time. */
  private static @Nullable FileState stateOf(Path file) throws IOException {
    try {
      return FileState.read(file);
    } catch (NoSuchFileException gone) {
      return null;
    }
  }

  private boolean isRecent(FileState state, Instant now) {
    return untilQuiet(state, now).compareTo(Duration.ZERO) > 0;
  }

  /** The rest of a file's quiet period; a modification time in the future counts as now. */
  private Duration untilQuiet(FileState state, Instant now) {
    Duration age = Duration.between(Instant.EPOCH.plusNanos(state.modified()), now);
    return quietPeriod.minus(age.isNegative() ? Duration.ZERO : age);
  }

  /** Waits until the last of the files is quiet; false if interrupted. */
  private boolean waitUntilQuiet(Map<Path, FileState> recent, Instant now) {
    Duration longest =
        recent.values().stream()
            .map(state -> untilQuiet(state, now))
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    try {
      if (!longest.isZero()) {
        pause.sleep(longest);
      }
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Path move(Path file, Path directory, String run) throws IOException {
    if (!RUN_NAME.matcher(run).matches()) {
      throw new IllegalArgumentException("A run's name has letters, digits, '.', '_' and '-' only");
    }
    OwnerOnlyFiles.createDirectory(directory);
    Path target = directory.resolve(targetName(run, file.getFileName().toString()));
    // The file before its control file: a kill must not leave a file here that has lost its own.
    DurableMove.move(file, target);
    Path control = ControlFile.beside(file);
    if (Files.exists(control, LinkOption.NOFOLLOW_LINKS)) {
      DurableMove.move(control, ControlFile.beside(target));
    }
    return target;
  }

  private static String targetName(String run, String name) {
    int cut = 0;
    while (bytes(run + "-" + name.substring(cut)) > MAX_NAME_BYTES) {
      cut = name.offsetByCodePoints(cut, 1);
    }
    return run + "-" + name.substring(cut);
  }

  private static int bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }
}
