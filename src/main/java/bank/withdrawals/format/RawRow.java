package bank.withdrawals.format;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row of a sender's file, not interpreted yet.
 *
 * @param line physical line, or row of the sheet; the first is 1
 * @param cells the texts; a cell that is a number is a plain decimal with a point
 * @param numbers which cells are numbers, from 0; only in a workbook
 */
record RawRow(long line, List<String> cells, Set<Integer> numbers) {

  /** A row of texts. */
  RawRow(long line, List<String> cells) {
    this(line, cells, Set.of());
  }

  boolean isBlank() {
    return cells.stream().allMatch(Blanks::isBlank);
  }

  /** The rows of a file from the header on, or from the first row if there is no header. */
  interface Source extends Closeable {

    /**
     * Reads the next row.
     *
     * @return null after the last
     * @throws RefusedFileException if the file is not well-formed from here on
     */
    @Nullable RawRow next() throws IOException, RefusedFileException;
  }
}
