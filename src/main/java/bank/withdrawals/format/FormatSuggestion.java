package bank.withdrawals.format;

import bank.withdrawals.files.Printable;
import bank.withdrawals.format.AmountNotation.Sign;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A format for a file of an unknown one, for a person to review. It is a guess, and no file is
 * debited by it until a person has saved it.
 *
 * @param text the YAML, with what is uncertain as comments; it contains names of columns and the
 *     start of a trailer, but no rows
 * @param preview the file as this format reads it
 */
public record FormatSuggestion(String text, FormatPreview preview) {

  private static final int PREVIEW_ROWS = 10;

  /**
   * Suggests a format.
   *
   * @throws RefusedFileException if the file is neither text nor a workbook, or no rows with
   *     account and amount can be found in it
   * @throws IOException if it cannot be read
   */
  public static FormatSuggestion of(Path file, ReadRules rules)
      throws IOException, RefusedFileException {
    String text = new FormatDraft(FileSample.of(file, rules)).text(Printable.name(file));
    Format format = Formats.parsed("suggested", "the suggested format", text);
    return new FormatSuggestion(text, FormatPreview.of(format, file, rules, PREVIEW_ROWS));
  }

  /** A delimiter as a format writes it. */
  static String delimiter(char delimiter) {
    return switch (delimiter) {
      case ',' -> "comma";
      case ';' -> "semicolon";
      case '\t' -> "tab";
      case '|' -> "pipe";
      default -> quoted(String.valueOf(delimiter));
    };
  }

  /** A YAML text in quotes. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || (c > '~' && !Character.isLetterOrDigit(c) && c != '\u20AC')) {
        quoted.append("\\u%04X".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** The lines of the key {@code amounts}; none if all is as in the default format. */
  static List<String> amounts(AmountNotation notation) {
    List<String> lines = new ArrayList<>(List.of("amounts:"));
    if (notation.decimal() != '.') {
      lines.add("  decimal: " + quoted(String.valueOf(notation.decimal())));
    }
    if (notation.grouping() != null) {
      lines.add("  grouping: " + quoted(String.valueOf(notation.grouping())));
    }
    if (!notation.symbols().isEmpty()) {
      lines.add(
          "  symbols: "
              + notation.symbols().stream()
                  .map(FormatSuggestion::quoted)
                  .collect(Collectors.joining(", ", "[", "]")));
    }
    if (notation.minorUnits() != 0) {
      boolean ofCurrency = notation.minorUnits() == AmountNotation.OF_CURRENCY;
      lines.add("  minor_units: " + (ofCurrency ? "currency" : notation.minorUnits()));
    }
    if (notation.sign() != Sign.REJECT) {
      lines.add("  sign: " + notation.sign().name().toLowerCase(Locale.ROOT));
    }
    return lines.size() == 1 ? List.of() : lines;
  }
}
