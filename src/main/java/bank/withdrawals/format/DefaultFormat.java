package bank.withdrawals.format;

import bank.withdrawals.csv.CsvRecord;
import bank.withdrawals.domain.WithdrawalRow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The strict default: RFC 4180 with commas, UTF-8, a header with our names. */
public final class DefaultFormat implements Format {

  @Override
  public String name() {
    return DEFAULT_NAME;
  }

  @Override
  public String text() {
    return "";
  }

  @Override
  public RowSource open(Path file, InputStream bytes, ReadRules rules, String idPrefix)
      throws IOException, RefusedFileException {
    boolean opened = false;
    try {
      FileStart start = FileStart.read(bytes);
      InputRecords records =
          new InputRecords(
              new SequenceInputStream(new ByteArrayInputStream(start.bytes()), bytes), rules);
      RowSource rows = new Rows(records, header(records, rules, start), idPrefix);
      opened = true;
      return rows;
    } finally {
      if (!opened) {
        bytes.close();
      }
    }
  }

  /** Reads the header. If it cannot be read, the start of the file may show the cause. */
  private static Header header(InputRecords records, ReadRules rules, FileStart start)
      throws IOException, RefusedFileException {
    try {
      return Header.read(records, rules);
    } catch (RefusedFileException refused) {
      throw start.explained(refused);
    }
  }

  private static final class Rows implements RowSource {

    private final InputRecords records;
    private final Header header;
    private final String idPrefix;
    private long blankRows;

    Rows(InputRecords records, Header header, String idPrefix) {
      this.records = records;
      this.header = header;
      this.idPrefix = idPrefix;
    }

    @Override
    public List<String> columns() {
      return header.keptNames();
    }

    @Override
    public @Nullable WithdrawalRow next() throws IOException, RefusedFileException {
      CsvRecord record = records.next();
      while (record != null && record.cells().stream().allMatch(Blanks::isBlank)) {
        blankRows++;
        record = records.next();
      }
      return record == null ? null : header.row(record, idPrefix);
    }

    @Override
    public long blankRows() {
      return blankRows;
    }

    @Override
    public void close() throws IOException {
      records.close();
    }
  }
}
