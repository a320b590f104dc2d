package bank.withdrawals.intake;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The directory where files are dropped, with the archive and the quarantine to which they move.
 *
 * <ol>
 *   <li>{@link InboxScan} finds the input files by their names and places, and names all others.
 *   <li>{@link Readiness} says whether an input file is complete. The inbox waits until the quiet
 *       period is over for all files, then looks again. A file that changed in the meantime is left
 *       for the next run.
 *   <li>A file leaves the inbox by a {@link DurableMove}, its control file after it.
 * </ol>
 *
 * <p>Only the holder of the run lock may move files.
 */
public final class Inbox {

  /** The order in which files are processed: by name, then by place. */
  public static final Comparator<Path> ORDER = InboxScan.ORDER;

  private final InboxExit exit;
  private final InboxScan scan;
  private final IntakeSettings settings;
  private final Clock clock;
  private final Pause pause;

  /** Waits; a test changes files in the meantime. */
  @FunctionalInterface
  interface Pause {
    void sleep(Duration duration) throws InterruptedException;
  }

  /**
   * An inbox with its archive and quarantine, which are created when the first file moves there.
   */
  public Inbox(
      Path inputDir,
      Path archiveDir,
      Path quarantineDir,
      InboxSelection selection,
      IntakeSettings settings,
      Clock clock) {
    this(
        inputDir,
        archiveDir,
        quarantineDir,
        selection,
        settings,
        clock,
        duration -> Thread.sleep(duration.toMillis()));
  }

  Inbox(
      Path inputDir,
      Path archiveDir,
      Path quarantineDir,
      InboxSelection selection,
      IntakeSettings settings,
      Clock clock,
      Pause pause) {
    this.exit = new InboxExit(inputDir, archiveDir, quarantineDir);
    this.scan = new InboxScan(inputDir, selection);
    this.settings = settings;
    this.clock = clock;
    this.pause = pause;
  }

  /**
   * Lists the inbox. Waits up to the quiet period. If the thread is interrupted while it waits, it
   * stays interrupted, and the files not known to be complete count as growing.
   *
   * @throws IOException if the directory cannot be read
   */
  public InboxListing list() throws IOException {
    return list(this::waitUntilQuiet);
  }

  /**
   * Lists the inbox as it is at this moment. A file within its quiet period counts as growing.
   *
   * @throws IOException if the directory cannot be read
   */
  public InboxListing peek() throws IOException {
    return list(rest -> rest.isZero());
  }

  private InboxListing list(Predicate<Duration> waiter) throws IOException {
    InboxScan.Found found = scan.look();
    Instant now = clock.instant();
    List<Judged> judged = new ArrayList<>();
    for (Path file : found.files()) {
      judge(file, now).ifPresent(judged::add);
    }
    Duration longest =
        judged.stream()
            .map(each -> each.readiness().untilQuiet())
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    boolean waited = waiter.test(longest);
    List<Path> ready = new ArrayList<>();
    List<Unprocessed> unprocessed = new ArrayList<>(found.others());
    Map<Path, FileState> states = new HashMap<>();
    for (Judged first : judged) {
      Optional<Judged> last =
          waited && first.readiness().isGrowing()
              ? judgeAgain(first, now.plus(longest))
              : Optional.of(first);
      if (last.isPresent()) {
        states.put(first.file(), last.get().state());
        if (last.get().readiness().isReady()) {
          ready.add(first.file());
        } else {
          unprocessed.add(unprocessed(last.get()));
        }
      }
    }
    unprocessed.sort(Comparator.comparing(Unprocessed::path, ORDER));
    return new InboxListing(ready, unprocessed, states);
  }

  /** An input file that exists, and whether it is complete. */
  private record Judged(Path file, FileState state, Readiness readiness) {}

  /** Empty if the file is gone: its sender may take it back at any time. */
  private Optional<Judged> judge(Path file, Instant now) throws IOException {
    FileState state = stateOf(file);
    return state == null
        ? Optional.empty()
        : Optional.of(new Judged(file, state, Readiness.of(file, state, settings, now, false)));
  }

  /** As {@link #judge}, after the quiet period of a file that was growing. */
  private Optional<Judged> judgeAgain(Judged first, Instant now) throws IOException {
    FileState state = stateOf(first.file());
    if (state == null) {
      return Optional.empty();
    }
    Readiness readiness =
        state.equals(first.state())
            ? Readiness.of(first.file(), state, settings, now, true)
            : first.readiness();
    return Optional.of(new Judged(first.file(), state, readiness));
  }

  private Unprocessed unprocessed(Judged judged) {
    return judged
        .readiness()
        .unprocessed(judged.file(), scan.name(judged.file()), judged.state(), settings);
  }

  /**
   * Why a listed file must not be processed any more; empty if it is as it was listed, if it is
   * complete again, or if it is gone. A run may take hours until the file's turn comes.
   *
   * @throws IOException if its attributes cannot be read
   */
  public Optional<Unprocessed> changedSince(InboxListing listing, Path file) throws IOException {
    return judge(file, clock.instant())
        .filter(judged -> !judged.state().equals(listing.states().get(file)))
        .filter(judged -> !judged.readiness().isReady())
        .map(this::unprocessed);
  }

  /** How files leave this inbox. */
  public InboxExit exit() {
    return exit;
  }

  /** Null if the file is gone: its sender may take it back at any time. */
  private static @Nullable FileState stateOf(Path file) throws IOException {
    try {
      return FileState.read(file);
    } catch (NoSuchFileException gone) {
      return null;
    }
  }

  /** Waits; false if interrupted. */
  private boolean waitUntilQuiet(Duration rest) {
    try {
      if (!rest.isZero()) {
        pause.sleep(rest);
      }
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
