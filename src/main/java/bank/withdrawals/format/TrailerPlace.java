package bank.withdrawals.format;

import bank.withdrawals.format.YamlKeys.WrongFormatException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines after the data, and where in them the count and the total stand.
 *
 * @param firstCell the first cell of the first of these lines; null if the lines are only known as
 *     the last of the file
 * @param lines how many lines; lines without content do not count; 1 to 20
 * @param records where the number of rows stands, or null if it does not
 * @param total where the sum of the amounts stands, or null if it does not
 */
record TrailerPlace(
    @Nullable String firstCell, int lines, @Nullable Cell records, @Nullable Cell total) {

  private static final int MOST_LINES = 20;
  private static final int MOST_CELL = 16_384;

  /**
   * A cell of the trailer.
   *
   * @param line which of its lines, from 1
   * @param cell which cell of this line, from 1
   */
  record Cell(int line, int cell) {}

  /**
   * Reads the key {@code trailer}.
   *
   * @return null if it is not there
   * @throws WrongFormatException if it is wrong
   */
  static @Nullable TrailerPlace read(YamlKeys keys) throws WrongFormatException {
    YamlKeys trailer = keys.map("trailer", Set.of("first_cell", "lines", "records", "total"));
    if (trailer == null) {
      return null;
    }
    int lines = trailer.number("lines", 1, 1, MOST_LINES);
    Cell records = cell(trailer, "records", lines);
    Cell total = cell(trailer, "total", lines);
    String firstCell = trailer.text("first_cell");
    if (firstCell == null && records == null && total == null) {
      // Otherwise the last rows of a file without a trailer would vanish.
      throw keys.fault("trailer", "must have first_cell, records or total");
    }
    return new TrailerPlace(
        firstCell == null ? null : Blanks.strip(firstCell), lines, records, total);
  }

  private static @Nullable Cell cell(YamlKeys trailer, String key, int lines)
      throws WrongFormatException {
    if (!trailer.has(key)) {
      return null;
    }
    if (!trailer.isMap(key)) {
      return new Cell(1, trailer.number(key, 1, 1, MOST_CELL));
    }
    YamlKeys place = Objects.requireNonNull(trailer.map(key, Set.of("line", "cell")));
    if (!place.has("cell")) {
      throw trailer.fault(key, "must say which cell");
    }
    return new Cell(place.number("line", 1, 1, lines), place.number("cell", 1, 1, MOST_CELL));
  }
}
