package bank.withdrawals.intake;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Settings and inputs that several tests use. */
final class Samples {

  /** The longest record is 64 bytes, so that a test can go over it. */
  static final IntakeSettings SMALL = new IntakeSettings(64, 4, false, Duration.ofSeconds(2));

  static final IntakeSettings USUAL = new IntakeSettings(65536, 256, false, Duration.ofSeconds(2));

  private static final List<String> CELL_PARTS =
      List.of("a", "7", " ", "\"", "\"\"", ",", "\n", "\r\n", "\r", "é", "€", "😀", "'", "#", "\t");

  private Samples() {}

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A stream that gives as few bytes at a time as {@code most} says, one at least. */
  static InputStream inBitsOf(int most, byte[] bytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, most));
      }
    };
  }

  /** A cell that often needs its quotes, sometimes empty. */
  static String randomCell(Random random) {
    StringBuilder cell = new StringBuilder();
    for (int parts = random.nextInt(5); parts > 0; parts--) {
      cell.append(CELL_PARTS.get(random.nextInt(CELL_PARTS.size())));
    }
    return cell.toString();
  }

  /** The cells as a record, quoted where they must be and here and there where they need not. */
  static String asRecord(List<String> cells, Random random) {
    List<String> written = new ArrayList<>();
    for (String cell : cells) {
      boolean quoted = cell.matches("(?s).*[\",\r\n].*") || random.nextInt(4) == 0;
      written.add(quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
    }
    return String.join(",", written);
  }

  static String randomLineEnd(Random random) {
    return random.nextBoolean() ? "\n" : "\r\n";
  }
}
