package bank.withdrawals.rejects;

import com.opencsv.RFC4180Parser;
import com.opencsv.RFC4180ParserBuilder;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of an error file together, a record of each in memory at a time. Only for what
 * {@link ErrorFileLine} has written: a line end is within a cell where the quotes before it do not
 * pair up.
 */
final class ErrorFileParts {

  /** The last three cells of a record are its line, the reason and the message. */
  private static final int LINE_FROM_THE_END = 3;

  private ErrorFileParts() {}

  /** Writes all records of {@code parts} in the order of their lines, under one header. */
  static void merge(List<Path> parts, OutputStream out) throws IOException {
    if (parts.size() == 1) {
      Files.copy(parts.get(0), out);
      return;
    }
    List<Part> open = new ArrayList<>();
    try {
      PriorityQueue<Part> heads = new PriorityQueue<>(Comparator.comparingLong(Part::line));
      for (Path path : parts) {
        Part part = new Part(path);
        open.add(part);
        if (part.header() != null && open.size() == 1) {
          write(out, part.header());
        }
        if (part.next()) {
          heads.add(part);
        }
      }
      for (Part part = heads.poll(); part != null; part = heads.poll()) {
        write(out, part.record());
        if (part.next()) {
          heads.add(part);
        }
      }
    } finally {
      for (Part part : open) {
        part.close();
      }
    }
  }

  private static void write(OutputStream out, String record) throws IOException {
    out.write(record.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  private static final class Part implements Closeable {

    private final RFC4180Parser parser = new RFC4180ParserBuilder().build();
    private final BufferedReader reader;
    private final @Nullable String header;
    private String record = "";
    private long line;

    Part(Path path) throws IOException {
      this.reader = Files.newBufferedReader(path, StandardCharsets.UTF_8);
      this.header = readRecord();
    }

    @Nullable String header() {
      return header;
    }

    String record() {
      return record;
    }

    long line() {
      return line;
    }

    /** Goes to the next record; false where there is none. */
    boolean next() throws IOException {
      String read = readRecord();
      if (read == null) {
        return false;
      }
      String[] cells = parser.parseLine(read);
      record = read;
      line = Long.parseLong(cells[cells.length - LINE_FROM_THE_END]);
      return true;
    }

    private @Nullable String readRecord() throws IOException {
      StringBuilder text = new StringBuilder();
      boolean quoted = false;
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        if (c == '\n' && !quoted) {
          return text.toString();
        }
        if (c == '"') {
          quoted = !quoted;
        }
        text.append((char) c);
      }
      return null;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
