package bank.withdrawals.format;

import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.format.FormatDescription.Field;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a sender's file: finds header, blank rows and trailer among the raw rows, and lets
 * {@link SenderColumns} translate the others.
 */
final class SenderRows implements RowSource {

  private static final Pattern COUNT = Pattern.compile("\\D*([0-9]{1,12})\\D*");

  private final RawRow.Source raw;
  private final FormatDescription format;
  private final @Nullable String idPrefix;
  private final SenderColumns columns;
  private final int maxColumns;

  /** Rows that were read ahead. */
  private final Deque<RawRow> ahead = new ArrayDeque<>();

  private @Nullable Trailer trailer;
  private boolean ended;
  private long blankRows;

  SenderRows(RawRow.Source raw, FormatDescription format, ReadRules rules, String idPrefix)
      throws IOException, RefusedFileException {
    this.raw = raw;
    this.format = format;
    this.idPrefix = rules.requireRequestId() ? null : idPrefix;
    this.maxColumns = rules.maxColumns();
    if (rules.requireRequestId() && !format.has(Field.REQUEST_ID)) {
      throw new RefusedFileException(
          "the format has no column for request_id; name it in the format, because every row must"
              + " have one");
    }
    this.columns = format.header() ? header() : positions();
    if (!rules.allowRowsInCells()) {
      raw.refuseRowsInCells(columns.width(), columns.accounts(), columns.amount());
    }
  }

  @Override
  public List<String> columns() {
    return columns.names();
  }

  @Override
  public @Nullable WithdrawalRow next() throws IOException, RefusedFileException {
    TrailerPlace place = format.trailer();
    if (ended) {
      return null;
    }
    if (place == null) {
      RawRow row = content();
      return row == null ? end() : columns.row(row, idPrefix);
    }
    if (place.firstCell() != null) {
      RawRow row = content();
      if (row == null) {
        throw new RefusedFileException(
            "the file ends without the trailer that the format describes; is it complete?");
      }
      if (!Blanks.strip(row.cells().get(0)).equals(place.firstCell())) {
        return columns.row(row, idPrefix);
      }
      ahead.addFirst(row);
      return readTrailer(place);
    }
    while (ahead.size() <= place.lines()) {
      RawRow row = unread();
      if (row == null) {
        return readTrailer(place);
      }
      ahead.addLast(row);
    }
    return columns.row(ahead.removeFirst(), idPrefix);
  }

  @Override
  public long blankRows() {
    return blankRows;
  }

  @Override
  public Optional<Trailer> trailer() {
    return Optional.ofNullable(trailer);
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }

  private SenderColumns header() throws IOException, RefusedFileException {
    RawRow header = unread();
    if (header == null) {
      throw new RefusedFileException("the file has no header; the format expects one");
    }
    return SenderColumns.ofHeader(format, header);
  }

  private SenderColumns positions() throws IOException, RefusedFileException {
    RawRow first = unread();
    if (first == null) {
      throw new RefusedFileException("the file is empty");
    }
    ahead.add(first);
    return SenderColumns.ofPositions(format, first);
  }

  /** The next row with content, if need be one that was read ahead; null after the last. */
  private @Nullable RawRow content() throws IOException, RefusedFileException {
    return ahead.isEmpty() ? unread() : ahead.removeFirst();
  }

  private @Nullable RawRow unread() throws IOException, RefusedFileException {
    while (true) {
      RawRow row = raw.next();
      if (row == null || !row.isBlank()) {
        if (row != null && row.cells().size() > maxColumns) {
          throw RefusedFileException.onLine(
              "the row has more than %d columns".formatted(maxColumns), row.line());
        }
        return row;
      }
      if (format.refuseBlankRows()) {
        throw RefusedFileException.onLine(
            "the row is blank, and the format refuses blank rows; remove it", row.line());
      }
      blankRows++;
    }
  }

  private @Nullable WithdrawalRow end() {
    ended = true;
    return null;
  }

  /** Reads the trailer, which must be the end of the file. */
  private @Nullable WithdrawalRow readTrailer(TrailerPlace place)
      throws IOException, RefusedFileException {
    List<RawRow> lines = new ArrayList<>();
    for (RawRow row = content(); row != null; row = content()) {
      if (lines.size() == place.lines()) {
        throw RefusedFileException.onLine(
            "the trailer stands on the lines before, but the file continues; correct the file, or"
                + " trailer.lines in the format",
            row.line());
      }
      lines.add(row);
    }
    if (lines.size() < place.lines()) {
      throw new RefusedFileException(
          "the file has not all %d lines of its trailer; is it complete?".formatted(place.lines()));
    }
    trailer = new Trailer(records(lines, place), total(lines, place), lines.get(0).line());
    return end();
  }

  private static @Nullable Long records(List<RawRow> lines, TrailerPlace place)
      throws RefusedFileException {
    TrailerPlace.Cell where = place.records();
    if (where == null) {
      return null;
    }
    Matcher count = COUNT.matcher(text(lines, where));
    if (!count.matches()) {
      throw wrong(lines, where, "the number of rows");
    }
    return Long.valueOf(count.group(1));
  }

  private @Nullable BigDecimal total(List<RawRow> lines, TrailerPlace place)
      throws RefusedFileException {
    TrailerPlace.Cell where = place.total();
    if (where == null) {
      return null;
    }
    boolean number = lines.get(where.line() - 1).numbers().contains(where.cell() - 1);
    String text = Blanks.strip(text(lines, where));
    BigDecimal total =
        format.amounts().total(text, number, format.constants().getOrDefault(Field.CURRENCY, ""));
    if (total == null) {
      throw wrong(lines, where, "a total that is written like the amounts");
    }
    return total;
  }

  private static String text(List<RawRow> lines, TrailerPlace.Cell where)
      throws RefusedFileException {
    List<String> cells = lines.get(where.line() - 1).cells();
    if (where.cell() > cells.size()) {
      throw wrong(lines, where, "anything");
    }
    return cells.get(where.cell() - 1);
  }

  private static RefusedFileException wrong(
      List<RawRow> lines, TrailerPlace.Cell where, String what) {
    return RefusedFileException.onLine(
        "cell %d of the trailer does not contain %s; correct the file, or the trailer in the format"
            .formatted(where.cell(), what),
        lines.get(where.line() - 1).line());
  }
}
