package bank.withdrawals.csv;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Inputs that several tests use. */
public final class CsvSamples {

  /** The longest record is 64 bytes, so that a test can exceed it. */
  static final CsvLimits SMALL = new CsvLimits(64, 4);

  static final CsvLimits USUAL = new CsvLimits(65536, 256);

  private static final List<String> CELL_PARTS =
      List.of("a", "7", " ", "\"", "\"\"", ",", "\n", "\r\n", "\r", "é", "€", "😀", "'", "#", "\t");

  private CsvSamples() {}

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A stream that returns at most {@code most} bytes a read. */
  static InputStream inBitsOf(int most, byte[] bytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, most));
      }
    };
  }

  /** A cell that often needs quotes and is sometimes empty. */
  public static String randomCell(Random random) {
    StringBuilder cell = new StringBuilder();
    for (int parts = random.nextInt(5); parts > 0; parts--) {
      cell.append(CELL_PARTS.get(random.nextInt(CELL_PARTS.size())));
    }
    return cell.toString();
  }

  /** The cells as a record, with quotes if needed and at random if not. */
  public static String asRecord(List<String> cells, Random random) {
    List<String> written = new ArrayList<>();
    for (String cell : cells) {
      boolean quoted = cell.matches("(?s).*[\",\r\n].*") || random.nextInt(4) == 0;
      written.add(quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
    }
    return String.join(",", written);
  }

  public static String randomLineEnd(Random random) {
    return random.nextBoolean() ? "\n" : "\r\n";
  }
}
