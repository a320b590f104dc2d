package bank.withdrawals.intake;

import com.opencsv.RFC4180Parser;
import com.opencsv.RFC4180ParserBuilder;
import java.io.IOException;

/**
 * Splits the text of a framed record into its cells. Nothing is trimmed and nothing dropped; a line
 * end within quotes is text like any other. Not thread-safe.
 */
final class CellSplitter {

  private final RFC4180Parser parser = new RFC4180ParserBuilder().build();

  /** The cells without their enclosing quotes; at least one, none is null. */
  String[] split(String text) throws IOException {
    // The parser makes no cell at all of an empty line.
    return text.isEmpty() ? new String[] {""} : parser.parseLine(text);
  }

  /**
   * Takes off the {@code '} that the error file puts before a cell which a spreadsheet would run;
   * other cells are returned as they are.
   */
  static String withoutGuard(String cell) {
    return cell.length() > 1 && cell.charAt(0) == '\'' && isGuarded(cell.charAt(1))
        ? cell.substring(1)
        : cell;
  }

  private static boolean isGuarded(char c) {
    return switch (c) {
      case '=', '+', '-', '@', '\t', '\r' -> true;
      default -> false;
    };
  }
}
