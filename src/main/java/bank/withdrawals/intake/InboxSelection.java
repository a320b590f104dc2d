package bank.withdrawals.intake;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Which files of the inbox are input files. All others are only named. */
public interface InboxSelection {

  /**
   * Whether a file is an input file. The content does not count.
   *
   * @param file its path below the inbox: its name, or a name of {@link #directories} and its name
   */
  boolean isExpected(Path file);

  /** The names of the directories directly in the inbox that have input files too. */
  Set<String> directories();

  /** Files named {@code *.csv}, in upper or lower case, directly in the inbox. */
  static InboxSelection csvFiles() {
    return new InboxSelection() {
      @Override
      public boolean isExpected(Path file) {
        return file.getNameCount() == 1
            && file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
      }

      @Override
      public Set<String> directories() {
        return Set.of();
      }
    };
  }
}
