package bank.withdrawals.csv;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A second, slow and straightforward reading of RFC 4180, character by character over the whole
 * text, to compare the scanner with.
 *
 * @param rows those before the fault; all if there is no fault
 * @param fault the place at which the file must be refused; empty if it must be accepted
 */
public record PlainReading(List<Row> rows, List<Place> fault) {

  public record Row(long line, long offset, long end, List<String> cells) {}

  public record Place(long line, long offset) {}

  public static PlainReading of(String text, int maxColumns) {
    List<Row> rows = new ArrayList<>();
    int i = text.startsWith("\uFEFF") ? 1 : 0;
    while (i < text.length()) {
      int start = i;
      List<String> cells = new ArrayList<>();
      boolean more = true;
      while (more) {
        StringBuilder cell = new StringBuilder();
        if (i < text.length() && text.charAt(i) == '"') {
          int open = i++;
          while (true) {
            if (i == text.length()) {
              return new PlainReading(rows, List.of(place(text, open)));
            }
            char c = text.charAt(i++);
            if (c == '\0') {
              return new PlainReading(rows, List.of(place(text, i - 1)));
            }
            if (c == '"' && !text.startsWith("\"", i)) {
              break;
            }
            if (c == '"') {
              i++;
            }
            cell.append(c);
          }
          if (i < text.length() && ",\r\n".indexOf(text.charAt(i)) < 0) {
            return new PlainReading(rows, List.of(place(text, i)));
          }
        } else {
          while (i < text.length() && ",\r\n".indexOf(text.charAt(i)) < 0) {
            if (text.charAt(i) == '"' || text.charAt(i) == '\0') {
              return new PlainReading(rows, List.of(place(text, i)));
            }
            cell.append(text.charAt(i++));
          }
        }
        cells.add(cell.toString());
        more = text.startsWith(",", i);
        if (more && cells.size() == maxColumns) {
          return new PlainReading(rows, List.of(place(text, i)));
        }
        i += more ? 1 : 0;
      }
      if (text.startsWith("\r", i) && !text.startsWith("\r\n", i)) {
        return new PlainReading(rows, List.of(place(text, i)));
      }
      i += text.startsWith("\r\n", i) ? 2 : i < text.length() ? 1 : 0;
      Place at = place(text, start);
      rows.add(new Row(at.line(), at.offset(), place(text, i).offset(), cells));
    }
    return new PlainReading(rows, List.of());
  }

  private static Place place(String text, int index) {
    String before = text.substring(0, index);
    return new Place(
        1 + before.chars().filter(c -> c == '\n').count(),
        before.getBytes(StandardCharsets.UTF_8).length);
  }
}
