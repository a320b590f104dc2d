package bank.withdrawals.format;

import bank.withdrawals.files.Printable;
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

  private static final int MAX_NAME_SHOWN = 40;

  /** A row of texts. */
  RawRow(long line, List<String> cells) {
    this(line, cells, Set.of());
  }

  boolean isBlank() {
    return cells.stream().allMatch(Blanks::isBlank);
  }

  /**
   * A refusal because of this row, which is the header.
   *
   * @param problem with a place for {@code name}
   */
  RefusedFileException refused(String problem, String name) {
    return RefusedFileException.onLine(
        "the header %s; correct the file or the format"
            .formatted(problem.formatted(Printable.shortened(name, MAX_NAME_SHOWN))),
        line);
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

    /**
     * Refuses the file if a cell contains what would be whole rows: a cell of the row that was read
     * last, or of any after it.
     *
     * @param columns how many a row has
     * @param accounts indices of the columns that name the account
     * @param amount index of the column of the amount
     */
    default void refuseRowsInCells(int columns, List<Integer> accounts, int amount)
        throws RefusedFileException {
      // Only text with delimiters can have quotes in the wrong places.
    }
  }
}
