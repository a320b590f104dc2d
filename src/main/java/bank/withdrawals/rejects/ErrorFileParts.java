package bank.withdrawals.rejects;

import static java.util.Objects.requireNonNull;

import bank.withdrawals.csv.CsvLimits;
import bank.withdrawals.csv.CsvRecord;
import bank.withdrawals.csv.CsvScanner;
import bank.withdrawals.csv.MalformedCsvException;
import bank.withdrawals.csv.RejectColumns;
import bank.withdrawals.files.ExternalSorter;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sorts the records of the parts of an error file. Memory is bounded. */
final class ErrorFileParts {

  /** The longest row that intake can accept fits, with its quotes doubled and the added columns. */
  private static final CsvLimits LIMITS = new CsvLimits(64 * 1024 * 1024, 32 * 1024);

  private static final int MEMORY = 8 * 1024 * 1024;

  private ErrorFileParts() {}

  /** Writes the records of all parts in the order of their lines, under one header. */
  static void sort(List<SavedPart> parts, Path directory, OutputStream file) throws IOException {
    OutputStream out = new BufferedOutputStream(file);
    try (ExternalSorter sorter = new ExternalSorter(directory, ".rejects", MEMORY)) {
      boolean hasHeader = false;
      for (SavedPart saved : parts) {
        try (Part part = new Part(saved.in(directory), saved.length())) {
          if (part.next() && !hasHeader) {
            out.write(part.bytes());
            hasHeader = true;
          }
          while (part.next()) {
            sorter.add(part.line(), 0, part.bytes());
          }
        }
      }
      sorter.forEach((line, zero, bytes) -> out.write(bytes));
    }
    out.flush();
  }

  private static final class Part implements Closeable {

    private final Path path;
    private final long length;
    private final CsvScanner scanner;
    private @Nullable CsvRecord record;

    Part(Path path, long length) throws IOException {
      this.path = path;
      this.length = length;
      this.scanner = new CsvScanner(Files.newInputStream(path), 0, 1, LIMITS);
    }

    /** Moves to the next record; returns false after the last one that was committed. */
    boolean next() throws IOException {
      if (scanner.offset() == length) {
        return false;
      }
      try {
        record = scanner.next();
      } catch (MalformedCsvException malformed) {
        throw new IOException(path + " is damaged: " + malformed.getMessage(), malformed);
      }
      if (record == null || scanner.offset() > length) {
        throw new IOException(
            "%s is damaged: no record ends after %d bytes.".formatted(path, length));
      }
      return true;
    }

    /** The bytes of the record, its line end included. */
    byte[] bytes() {
      return scanner.bytes();
    }

    /** The record's line in the input file. */
    long line() {
      List<String> cells = requireNonNull(record).cells();
      return Long.parseLong(cells.get(cells.size() - RejectColumns.NAMES.size()));
    }

    @Override
    public void close() throws IOException {
      scanner.close();
    }
  }
}
