package bank.withdrawals.intake;

import bank.withdrawals.format.Formats;
import bank.withdrawals.format.ReadRules;
import bank.withdrawals.format.RefusedFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds out how a file is read: a new one by the formats of now, a received one as it was. */
@Component
public class Originals {

  private final Formats formats;
  private final IntakeSettings settings;

  Originals(Formats formats, IntakeSettings settings) {
    this.formats = formats;
    this.settings = settings;
  }

  /**
   * A file that no run has received.
   *
   * @param format the name of its format; null to choose it by the file's place and name
   * @throws RefusedFileException if there is no such format, it is wrong, or several would do
   */
  public Original unreceived(Path file, String sha256, @Nullable String format)
      throws RefusedFileException {
    return new Original(file, sha256, formats.choose(file, format), settings.readRules());
  }

  /**
   * A file that a run has received.
   *
   * @param readRules as {@link ReadRules#toText} writes them
   * @throws RefusedFileException if the format is not one of this build
   */
  public Original received(
      Path file, String sha256, String format, String formatText, String readRules)
      throws RefusedFileException {
    return new Original(
        file, sha256, formats.parse(format, formatText), ReadRules.parse(readRules));
  }
}
