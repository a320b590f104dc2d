package bank.withdrawals.intake;

import bank.withdrawals.files.Printable;
import bank.withdrawals.format.RefusedFileException;
import bank.withdrawals.intake.Unprocessed.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether an input file of the inbox is complete:
 *
 * <ol>
 *   <li>A file with a control file is complete, as soon as the control file is: it says something,
 *       and it ends with a line end or is quiet.
 *   <li>So is everything that inspection refuses with a reason of its own: what is not a regular
 *       file, cannot be read, or has a control file that cannot be used.
 *   <li>Any other file is complete if nobody wrote to it within the quiet period, and its last row
 *       ends with a line end: {@link FileEnd}.
 *   <li>A file whose end is missing is cut off if nobody wrote to it for {@link
 *       IntakeSettings#incompleteAfter}.
 * </ol>
 *
 * @param why null if it is complete
 * @param untilQuiet the rest of the quiet period if it is growing; else zero
 */
record Readiness(@Nullable Reason why, String missing, Duration untilQuiet) {

  private static final Readiness READY = new Readiness(null, "", Duration.ZERO);

  /**
   * Judges a file.
   *
   * @param waited whether the quiet period has just ended without a change of the file, whatever
   *     the time of its last change says
   */
  static Readiness of(
      Path file, FileState state, IntakeSettings settings, Instant now, boolean waited) {
    try {
      if (!state.regular()) {
        return READY;
      }
      Optional<Path> control = ControlFiles.find(file);
      boolean announces = control.isPresent() && saysSomething(file);
      Duration rest = Duration.ZERO;
      if (!waited && control.isPresent() && !(announces && endsWithLineEnd(control.get()))) {
        rest = untilQuiet(FileState.read(control.get()), settings, now);
      }
      if (announces && rest.isZero()) {
        return READY;
      }
      if (!waited) {
        rest = longer(rest, untilQuiet(state, settings, now));
      }
      if (!rest.isZero()) {
        return new Readiness(Reason.GROWING, "", rest);
      }
      return FileEnd.missing(file)
          .map(missing -> ended(missing, state, settings, now))
          .orElse(READY);
    } catch (IOException | RefusedFileException inspectionGivesTheReason) {
      return READY;
    }
  }

  /** The rest of a file's quiet period; a modification time in the future counts as now. */
  private static Duration untilQuiet(FileState state, IntakeSettings settings, Instant now) {
    Duration age = Duration.between(state.modifiedAt(), now);
    Duration rest = settings.quietPeriod().minus(age.isNegative() ? Duration.ZERO : age);
    return rest.isNegative() ? Duration.ZERO : rest;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** A control file that is not understood says something: inspection has the reason. */
  private static boolean saysSomething(Path file) throws IOException {
    try {
      return ControlFile.read(file, false).saysSomething();
    } catch (RefusedFileException notUnderstood) {
      return true;
    }
  }

  private static boolean endsWithLineEnd(Path control) throws IOException {
    return FileInspector.unreadable(control).isPresent() || FileEnd.missing(control).isEmpty();
  }

  private static Readiness ended(
      String missing, FileState state, IntakeSettings settings, Instant now) {
    Duration age = Duration.between(state.modifiedAt(), now);
    boolean cutOff = age.compareTo(settings.incompleteAfter()) >= 0;
    return new Readiness(cutOff ? Reason.CUT_OFF : Reason.INCOMPLETE, missing, Duration.ZERO);
  }

  boolean isReady() {
    return why == null;
  }

  boolean isGrowing() {
    return why == Reason.GROWING;
  }

  /** The finding about a file that is not complete. */
  Unprocessed unprocessed(Path file, String name, FileState state, IntakeSettings settings) {
    Instant since = state.modifiedAt().truncatedTo(ChronoUnit.SECONDS);
    String sentence =
        switch (why == null ? Reason.GROWING : why) {
          case INCOMPLETE ->
              "%s stays: %s, and nobody has written to it since %s. If it is complete, `run FILE` accepts it; else it is refused from %s on."
                  .formatted(name, missing, since, since.plus(settings.incompleteAfter()));
          case CUT_OFF ->
              "%s: %s, and nobody has written to it since %s. Send it again whole; if it is complete, `run FILE` accepts it."
                  .formatted(name, missing, since);
          default ->
              "%s stays: it was written to at %s, and is not known to be complete. The next run looks again."
                  .formatted(name, since);
        };
    return new Unprocessed(file, why == null ? Reason.GROWING : why, Printable.text(sentence));
  }
}
