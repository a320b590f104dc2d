package bank.withdrawals.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Workbooks (.xlsx), as a {@link FormatDescription} describes them. The file itself is opened,
 * because a ZIP archive cannot be read as a stream; {@link XlsxGuard} bounds the memory.
 */
record XlsxFormat(String name, String text, FormatDescription description) implements Format {

  @Override
  public RowSource open(Path file, InputStream bytes, ReadRules rules, String idPrefix)
      throws IOException, RefusedFileException {
    RawRow.Source rows = XlsxRows.open(file, bytes, description, rules);
    return new SenderRows(rows, description, rules, idPrefix);
  }
}
