package bank.withdrawals.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.dhatim.fastexcel.reader.SheetVisibility;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a sheet. A row's line is its number in the sheet. Rows that nobody sees are not read
 * in silence: a hidden row with content refuses the file.
 */
final class XlsxRows implements RawRow.Source {

  private final ReadableWorkbook workbook;
  private final Stream<Row> stream;
  private final Iterator<Row> rows;
  private final InputStream bytes;
  private long line;

  /** Rows without a number are counted by the library from 0. */
  private int countedFrom;

  private @Nullable RawRow header;

  private XlsxRows(ReadableWorkbook workbook, Stream<Row> stream, InputStream bytes) {
    this.workbook = workbook;
    this.stream = stream;
    this.rows = stream.iterator();
    this.bytes = bytes;
  }

  /**
   * Opens the sheet that the format names, and skips the rows before the header.
   *
   * @param bytes closed with the result
   * @throws RefusedFileException if the file is not a workbook, has no such sheet or no header
   */
  static XlsxRows open(Path file, InputStream bytes, FormatDescription format, ReadRules rules)
      throws IOException, RefusedFileException {
    ReadableWorkbook workbook = null;
    try {
      boolean styles = XlsxGuard.check(file, rules);
      workbook = new ReadableWorkbook(file.toFile(), new ReadingOptions(styles, true));
      Sheet sheet = sheet(workbook, format.sheet());
      XlsxRows rows = new XlsxRows(workbook, sheet.openStream(), bytes);
      rows.skip(format);
      return rows;
    } catch (RefusedFileException refused) {
      close(workbook);
      throw refused;
    } catch (IOException | RuntimeException damaged) {
      // The guard has just read the whole file, so the storage is not to blame.
      close(workbook);
      throw damaged(0);
    }
  }

  private static Sheet sheet(ReadableWorkbook workbook, @Nullable String name)
      throws RefusedFileException {
    return workbook
        .getSheets()
        .filter(
            sheet ->
                name == null
                    ? sheet.getVisibility() == SheetVisibility.VISIBLE
                    : name.equals(sheet.getName()))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedFileException(
                    name == null
                        ? "the workbook has no sheet that is not hidden"
                        : "the workbook has no sheet with the name that the format gives"));
  }

  private void skip(FormatDescription format) throws RefusedFileException {
    RawRow row = null;
    if (format.linesBefore() == FormatDescription.UNTIL_HEADER) {
      do {
        row = next();
        if (row == null || row.line() > FormatDescription.MOST_LINES_SEARCHED) {
          throw format.noHeader();
        }
      } while (!format.isHeader(row.cells()));
    } else if (format.linesBefore() > 0) {
      do {
        row = next();
      } while (row != null && row.line() <= format.linesBefore());
    }
    header = row;
  }

  @Override
  public @Nullable RawRow next() throws RefusedFileException {
    if (header != null) {
      RawRow first = header;
      header = null;
      return first;
    }
    try {
      return rows.hasNext() ? read(rows.next()) : null;
    } catch (RuntimeException damaged) {
      throw damaged(line + 1);
    }
  }

  private RawRow read(Row row) throws RefusedFileException {
    if (line == 0 && row.getRowNum() == 0) {
      countedFrom = 1;
    }
    long number = (long) row.getRowNum() + countedFrom;
    if (number <= line) {
      throw damaged(line + 1);
    }
    line = number;
    List<String> cells = new ArrayList<>(row.getCellCount());
    Set<Integer> numbers = new HashSet<>();
    for (int i = 0; i < row.getCellCount(); i++) {
      XlsxCell cell = row.getOptionalCell(i).map(XlsxCell::new).orElse(null);
      cells.add(cell == null ? "" : cell.text());
      if (cell != null && cell.isNumber()) {
        numbers.add(i);
      }
    }
    if (cells.isEmpty()) {
      cells.add("");
    }
    RawRow read = new RawRow(line, List.copyOf(cells), Set.copyOf(numbers));
    if (row.isHidden() && !read.isBlank()) {
      throw RefusedFileException.onLine(
          "this row of the sheet is hidden; show it or delete it, so that nobody overlooks it",
          line);
    }
    return read;
  }

  private static RefusedFileException damaged(long line) {
    String sentence = "the workbook is damaged, or has something that cannot be read";
    return line == 0
        ? new RefusedFileException(sentence + "; save it again as .xlsx")
        : RefusedFileException.onLine(sentence + " here; save it again as .xlsx", line);
  }

  @Override
  public void close() throws IOException {
    try (bytes) {
      stream.close();
      workbook.close();
    }
  }

  private static void close(@Nullable ReadableWorkbook workbook) throws IOException {
    if (workbook != null) {
      workbook.close();
    }
  }
}
