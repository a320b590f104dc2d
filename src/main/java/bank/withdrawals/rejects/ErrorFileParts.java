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
  static void sort(List<Path> parts, Path directory, OutputStream file) throws IOException {
    OutputStream out = new BufferedOutputStream(file);
    try (ExternalSorter sorter = new ExternalSorter(directory, ".rejects", MEMORY)) {
      boolean hasHeader = false;
      for (Path path : parts) {
        try (Part part = new Part(path)) {
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
    private final long size;
    private final CsvScanner scanner;
    private @Nullable CsvRecord record;

    Part(Path path) throws IOException {
      this.path = path;
      this.size = Files.size(path);
      this.scanner = new CsvScanner(Files.newInputStream(path), 0, 1, LIMITS);
    }

    /** Moves to the next record. A record that a kill cut short counts as the end of the part. */
    boolean next() throws IOException {
      try {
        record = scanner.next();
        return record != null && endsLine(scanner.bytes());
      } catch (MalformedCsvException malformed) {
        if (scanner.offset() < size) {
          throw new IOException(path + " is damaged: " + malformed.getMessage(), malformed);
        }
        return false;
      }
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

    private static boolean endsLine(byte[] bytes) {
      return bytes[bytes.length - 1] == '\n';
    }
  }
}
