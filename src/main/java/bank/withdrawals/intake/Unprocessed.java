package bank.withdrawals.intake;

import java.nio.file.Path;

/**
 * A file or directory in the inbox that is not processed.
 *
 * @param path where it is
 * @param sentence for an operator: its name, why it is not processed, since when if time decides,
 *     and what to do; only printable characters
 */
public record Unprocessed(Path path, Reason reason, String sentence) {

  /** Why. */
  public enum Reason {
    /** Somebody has written to it within the quiet period. The next run looks again. */
    GROWING,
    /** It is quiet, but its end is missing. The next run looks again. */
    INCOMPLETE,
    /** Its end is missing, and nobody has written to it for so long that it is refused. */
    CUT_OFF,
    /** It is not an input file by its name and place. */
    NOT_EXPECTED,
    /** It is a control file without a file. */
    CONTROL_ALONE,
    /** It is a directory with files that the selection does not name. */
    DIRECTORY
  }
}
