package bank.withdrawals.format;

import bank.withdrawals.csv.CsvLine;
import bank.withdrawals.csv.RejectColumns;
import bank.withdrawals.domain.WithdrawalRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Rows as the error file has them, read again as it is dropped again. */
final class ErrorFileText {

  private ErrorFileText() {}

  static SenderFile.Reading readAgain(SenderFile.Reading reading, Path directory)
      throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(line(reading.columns(), RejectColumns.NAMES));
    for (WithdrawalRow row : reading.rows()) {
      lines.add(line(row.cells(), List.of(Long.toString(row.line()), "SOME_REASON", "Why.")));
    }
    Path errorFile = directory.resolve("rejects.csv");
    Files.write(errorFile, lines);
    return SenderFile.read(new DefaultFormat(), errorFile);
  }

  private static String line(List<String> cells, List<String> added) {
    return CsvLine.of(Stream.concat(cells.stream(), added.stream()).toList());
  }
}
