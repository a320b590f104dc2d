package bank.withdrawals.format;

import bank.withdrawals.domain.WithdrawalRow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A sender's file, read through a format. */
final class SenderFile {

  static final ReadRules RULES = new ReadRules(65_536, 256, false, false);

  private SenderFile() {}

  /** What came out of a file: its rows in short, or the sentence of its refusal. */
  record Reading(
      List<String> columns,
      List<WithdrawalRow> rows,
      Optional<Trailer> trailer,
      long blankRows,
      String refusal) {

    /** Each row as {@code line: request id, account, amount, currency}. */
    List<String> inShort() {
      return rows.stream()
          .map(
              row ->
                  row.malformed()
                      ? row.line() + ": malformed " + row.cells()
                      : "%d: %s, %s, %s, %s"
                          .formatted(
                              row.line(),
                              row.requestId(),
                              row.accountId() + row.accountNumber(),
                              row.amount(),
                              row.currency()))
          .toList();
    }
  }

  /** Reads text in UTF-8. */
  static Reading read(String yaml, String text) {
    return read(yaml, text.getBytes(StandardCharsets.UTF_8));
  }

  static Reading read(String yaml, byte[] bytes) {
    return read(yaml, bytes, RULES);
  }

  static Reading read(String yaml, byte[] bytes, ReadRules rules) {
    try {
      Path nowhere = Path.of("nowhere");
      return read(
          Formats.parsed("test", "the test", yaml),
          nowhere,
          new ByteArrayInputStream(bytes),
          rules);
    } catch (RefusedFileException refused) {
      return refused(List.of(), refused);
    }
  }

  static Reading read(Format format, Path file) {
    try {
      return read(format, file, Files.newInputStream(file), RULES);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Reading read(Format format, Path file, InputStream bytes, ReadRules rules) {
    List<WithdrawalRow> rows = new ArrayList<>();
    try (RowSource source = format.open(file, bytes, rules, "id:")) {
      for (WithdrawalRow row = source.next(); row != null; row = source.next()) {
        rows.add(row);
      }
      return new Reading(source.columns(), rows, source.trailer(), source.blankRows(), "");
    } catch (RefusedFileException refused) {
      return refused(rows, refused);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Reading refused(List<WithdrawalRow> rows, RefusedFileException refused) {
    return new Reading(List.of(), rows, Optional.empty(), 0, refused.sentence("file"));
  }

  /** A file of the tests' resources. */
  static String resource(String name) {
    try (InputStream in = SenderFile.class.getResourceAsStream("/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static byte[] resource(String name, Charset charset) {
    return resource(name).getBytes(charset);
  }
}
