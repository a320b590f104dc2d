package bank.withdrawals.intake;

import bank.withdrawals.format.Formats;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * Selects files by formats: {@code *.csv} and the names that formats claim, directly in the inbox,
 * and every file in a directory that has the name of a format, control files excepted.
 */
public final class FormatSelection implements InboxSelection {

  private final Formats formats;

  /** A selection by the formats that exist at each moment. */
  public FormatSelection(Formats formats) {
    this.formats = formats;
  }

  @Override
  public boolean isExpected(Path file) {
    return file.getNameCount() == 1
        ? InboxSelection.csvFiles().isExpected(file) || formats.claims(file.toString())
        : directories().contains(file.getName(0).toString()) && !isControlFile(file);
  }

  private static boolean isControlFile(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".control");
  }

  @Override
  public Set<String> directories() {
    return formats.directories();
  }
}
