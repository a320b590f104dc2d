package bank.withdrawals.format;

import bank.withdrawals.csv.CsvRecord;
import bank.withdrawals.domain.WithdrawalRow;
import java.io.IOException;
import java.io.InputStream;
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
    InputRecords records = new InputRecords(bytes, rules);
    return new Rows(records, Header.read(records), idPrefix);
  }

  private static final class Rows implements RowSource {

    private final InputRecords records;
    private final Header header;
    private final String idPrefix;

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
      return record == null ? null : header.row(record, idPrefix);
    }

    @Override
    public long blankRows() {
      return 0;
    }

    @Override
    public void close() throws IOException {
      records.close();
    }
  }
}
