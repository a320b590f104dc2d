package bank.withdrawals.files;

import java.nio.file.Path;

/** Makes text from outside safe for a terminal, a log line or a page. */
public final class Printable {

  private Printable() {}

  /** The last part of a path; a character that is not printable becomes {@code \}{@code uXXXX}. */
  public static String name(Path file) {
    Path name = file.getFileName();
    return escaped((name == null ? file : name).toString());
  }

  /** At most {@code maxChars} characters of the text, escaped as in {@link #name}. */
  public static String shortened(String text, int maxChars) {
    return text.length() <= maxChars ? escaped(text) : escaped(text.substring(0, maxChars)) + "...";
  }

  /** Text that may contain a file's name; a character that is not printable becomes {@code ?}. */
  public static String text(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (isPrintable(c)) {
                escaped.appendCodePoint(c);
              } else {
                for (char unit : Character.toChars(c)) {
                  escaped.append("\\u%04X".formatted((int) unit));
                }
              }
            });
    return escaped.toString();
  }

  private static boolean isPrintable(int codePoint) {
    // Format characters count too: they can reverse the direction of the text around them.
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
