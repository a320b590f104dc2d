package bank.withdrawals.intake;

import bank.withdrawals.format.DefaultFormat;
import bank.withdrawals.format.ReadRules;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds out how a file is read: a new one by the formats of now, a received one as it was. */
@Component
public class Originals {

  private final IntakeSettings settings;

  Originals(IntakeSettings settings) {
    this.settings = settings;
  }

  /**
   * A file that no run has received.
   *
   * @param format the name of its format; null to choose it by the file's place and name
   */
  public Original unreceived(Path file, String sha256, @Nullable String format) {
    return new Original(file, sha256, new DefaultFormat(), settings.readRules());
  }

  /**
   * A file that a run has received.
   *
   * @param readRules as {@link ReadRules#toText} writes them
   */
  public Original received(
      Path file, String sha256, String format, String formatText, String readRules) {
    return new Original(file, sha256, new DefaultFormat(), ReadRules.parse(readRules));
  }
}
