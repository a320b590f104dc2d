package bank.withdrawals.csv;

import java.util.ArrayList;
import java.util.List;

/**
 * The apostrophe before a cell that a spreadsheet would run as a formula (the OWASP advice on CSV
 * injection). {@link CsvLine} adds it; a reader removes it again.
 */
public final class FormulaGuard {

  private static final char GUARD = '\'';

  private FormulaGuard() {}

  /** Whether a spreadsheet runs the cell. */
  static boolean isFormula(String cell) {
    return !cell.isEmpty() && startsFormula(cell.charAt(0));
  }

  /** The cell with a guard before it. */
  static String add(String cell) {
    return GUARD + cell;
  }

  /** The cell without its guard; a cell without one stays as it is. */
  public static String remove(String cell) {
    return isGuarded(cell) ? cell.substring(1) : cell;
  }

  /** The cells without their guards; the same list if no cell has one. */
  public static List<String> remove(List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      if (isGuarded(cells.get(i))) {
        List<String> unguarded = new ArrayList<>(cells);
        unguarded.replaceAll(FormulaGuard::remove);
        return List.copyOf(unguarded);
      }
    }
    return cells;
  }

  private static boolean isGuarded(String cell) {
    return cell.length() > 1 && cell.charAt(0) == GUARD && startsFormula(cell.charAt(1));
  }

  private static boolean startsFormula(char c) {
    return switch (c) {
      case '=', '+', '-', '@', '\t', '\r' -> true;
      default -> false;
    };
  }
}
