package bank.withdrawals.intake;

import bank.withdrawals.files.OwnerOnlyFiles;
import bank.withdrawals.files.Printable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
 * The directory where files are dropped, and the two where they end up.
 *
 * <ol>
 *   <li>A file with a control file beside it is complete at once, and so is whatever is no regular
 *       file: inspection refuses that with its reason.
 *   <li>Any other that was written to within the quiet period is looked at again when the period is
 *       over, all such files together; one that changed meanwhile is left for the next run.
 *   <li>A file leaves the inbox by an atomic rename, its control file after it. Across file systems
 *       it is copied, forced to disk, renamed, and deleted last. At every instant its bytes are in
 *       one place or the other.
 * </ol>
 *
 * <p>Only the holder of the run lock may move files: that nothing is overwritten is checked, then
 * done.
 */
public final class Inbox {

  private static final Comparator<Path> BY_NAME =
      Comparator.comparing(file -> file.getFileName().toString());

  private static final Pattern RUN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** File systems take 255 bytes; the rest is for {@code .control} and a copy's own ending. */
  private static final int MAX_NAME_BYTES = 230;

  private final Path inputDir;
  private final Path archiveDir;
  private final Path quarantineDir;
  private final Duration quietPeriod;
  private final Clock clock;
  private final Pause pause;

  /** Lets time pass; a test lets things happen in it. */
  @FunctionalInterface
  interface Pause {
    void last(Duration duration) throws InterruptedException;
  }

  /**
   * What lies in the inbox. Both lists are sorted by name.
   *
   * @param ready to be inspected now
   * @param stillGrowing left for the next run
   */
  public record Listing(List<Path> ready, List<Path> stillGrowing) {

    /** Copies the lists. */
    public Listing {
      ready = List.copyOf(ready);
      stillGrowing = List.copyOf(stillGrowing);
    }
  }

  /** An inbox over three directories; the last two are created when the first file goes there. */
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
   * Everything named {@code *.csv}, in whatever case, directly in the inbox, but for hidden files.
   * Takes up to the quiet period; a thread interrupted in it is left interrupted, and the files not
   * yet known to be complete count as growing.
   *
   * @throws IOException where the directory cannot be read
   */
  public Listing list() throws IOException {
    List<Path> ready = new ArrayList<>();
    Map<Path, FileState> recent = new TreeMap<>(BY_NAME);
    Instant now = clock.instant();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(inputDir, Inbox::isCsv)) {
      for (Path file : files) {
        FileState stamp = look(file);
        if (stamp != null && !isComplete(file, stamp) && isRecent(stamp, now)) {
          recent.put(file, stamp);
        } else if (stamp != null) {
          ready.add(file);
        }
      }
    } catch (DirectoryIteratorException failed) {
      throw failed.getCause();
    }
    List<Path> stillGrowing = new ArrayList<>();
    boolean waited = waitUntilQuiet(recent, now);
    for (Map.Entry<Path, FileState> entry : recent.entrySet()) {
      FileState stamp = look(entry.getKey());
      if (stamp != null) {
        boolean complete = waited && stamp.equals(entry.getValue());
        (complete ? ready : stillGrowing).add(entry.getKey());
      }
    }
    ready.sort(BY_NAME);
    return new Listing(ready, stillGrowing);
  }

  /**
   * Moves a file that is done with to the archive; its control file goes with it. Done before, it
   * does nothing.
   *
   * @param run the run's name: letters, digits, {@code . _ -}
   * @return where it is now, {@code <run>-<name>}; the front of an overlong name is cut off
   * @throws FileAlreadyExistsException where another file is there already
   * @throws NoSuchFileException where it is in neither place
   * @throws IOException where it cannot be moved
   */
  public Path archive(Path file, String run) throws IOException {
    return move(file, archiveDir, run);
  }

  /** As {@link #archive}, for a refused file: to the quarantine. */
  public Path quarantine(Path file, String run) throws IOException {
    return move(file, quarantineDir, run);
  }

  private static boolean isCsv(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".csv") && !name.startsWith(".");
  }

  private static boolean isComplete(Path file, FileState stamp) {
    return !stamp.regular() || exists(ControlFile.beside(file));
  }

  /** Null where the file is gone: whoever dropped it may take it back any time. */
  private static @Nullable FileState look(Path file) throws IOException {
    try {
      return FileState.of(file);
    } catch (NoSuchFileException gone) {
      return null;
    }
  }

  private boolean isRecent(FileState stamp, Instant now) {
    return untilQuiet(stamp, now).compareTo(Duration.ZERO) > 0;
  }

  /** How long a file must still be left alone; a time stamp of the future counts as now. */
  private Duration untilQuiet(FileState stamp, Instant now) {
    Duration age = Duration.between(Instant.EPOCH.plusNanos(stamp.modified()), now);
    return quietPeriod.minus(age.isNegative() ? Duration.ZERO : age);
  }

  /** Waits for the youngest of the files; false when interrupted. */
  private boolean waitUntilQuiet(Map<Path, FileState> recent, Instant now) {
    Duration longest =
        recent.values().stream()
            .map(stamp -> untilQuiet(stamp, now))
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    try {
      if (!longest.isZero()) {
        pause.last(longest);
      }
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Path move(Path file, Path directory, String run) throws IOException {
    if (!RUN.matcher(run).matches()) {
      throw new IllegalArgumentException("A run's name has letters, digits, '.', '_' and '-' only");
    }
    OwnerOnlyFiles.directory(directory);
    Path target = directory.resolve(targetName(run, file.getFileName().toString()));
    // The file first: without its control file it could not come back, the other way it could.
    relocate(file, target);
    Path control = ControlFile.beside(file);
    if (exists(control)) {
      relocate(control, ControlFile.beside(target));
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

  private static void relocate(Path source, Path target) throws IOException {
    boolean there = exists(target);
    if (!exists(source)) {
      if (there) {
        return;
      }
      throw new NoSuchFileException(Printable.name(source));
    }
    if (there) {
      // A move across file systems that was killed before it deleted the source.
      if (!hasSameContent(source, target)) {
        throw new FileAlreadyExistsException(
            Printable.name(target), null, "another file is there already; move that one away");
      }
      Files.delete(source);
      return;
    }
    try {
      Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
      forceDirectory(target);
    } catch (AtomicMoveNotSupportedException otherFileSystem) {
      moveAcross(source, target);
    }
  }

  private static void moveAcross(Path source, Path target) throws IOException {
    if (!Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(source, target);
      return;
    }
    Path copy = target.resolveSibling("." + target.getFileName() + ".part");
    try (FileChannel channel = OwnerOnlyFiles.create(copy)) {
      Files.copy(source, Channels.newOutputStream(channel));
      channel.force(true);
    }
    Files.setLastModifiedTime(copy, Files.getLastModifiedTime(source));
    Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
    forceDirectory(target);
    Files.delete(source);
  }

  /** Makes the rename itself survive a power cut, where the platform lets a directory be forced. */
  private static void forceDirectory(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      } catch (IOException notSupported) {
        // Then the file system's own journal has to do.
      }
    }
  }

  private static boolean hasSameContent(Path one, Path other) throws IOException {
    return Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS)
        && Files.isRegularFile(other, LinkOption.NOFOLLOW_LINKS)
        && Files.mismatch(one, other) == -1;
  }

  private static boolean exists(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }
}
