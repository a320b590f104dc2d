package bank.withdrawals.workfile;

import bank.withdrawals.domain.WithdrawalRow;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A row as bytes: flags and line, the cells, then request id, account id, account number, amount
 * and currency. Numbers have seven bits a byte, the lowest first. A text is its length in bytes and
 * its UTF-8. A value that is also a cell is the number of that cell; {@value #OWN} says that a text
 * follows. The position is not stored: it follows from the place.
 */
final class RowCodec {

  private static final int EMPTY = 0;
  private static final int OWN = 1;
  private static final int FIRST_CELL = 2;

  private static final int TYPICAL_BYTES = 160;
  private static final int MOST_BYTES_OF_NUMBER = 9;

  private RowCodec() {}

  static byte[] encode(WithdrawalRow row) {
    Output out = new Output();
    out.number(row.line() << 1 | (row.malformed() ? 1 : 0));
    List<String> cells = row.cells();
    out.number(cells.size());
    for (String cell : cells) {
      out.text(cell);
    }
    out.value(row.requestId(), cells);
    out.value(row.accountId(), cells);
    out.value(row.accountNumber(), cells);
    out.value(row.amount(), cells);
    out.value(row.currency(), cells);
    return out.toByteArray();
  }

  static WithdrawalRow decode(byte[] bytes, long position) {
    Input in = new Input(bytes);
    long flagged = in.number();
    String[] cells = new String[(int) in.number()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = in.text();
    }
    return new WithdrawalRow(
        position,
        flagged >>> 1,
        in.value(cells),
        in.value(cells),
        in.value(cells),
        in.value(cells),
        in.value(cells),
        List.of(cells),
        (flagged & 1) == 1);
  }

  /** Bytes that grow. A {@link java.io.ByteArrayOutputStream} takes a lock for each of them. */
  private static final class Output {

    private byte[] bytes = new byte[TYPICAL_BYTES];
    private int length;

    void number(long value) {
      require(MOST_BYTES_OF_NUMBER);
      long rest = value;
      while (rest > 0x7F) {
        bytes[length++] = (byte) ((rest & 0x7F) | 0x80);
        rest >>>= 7;
      }
      bytes[length++] = (byte) rest;
    }

    void text(String text) {
      byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
      number(encoded.length);
      require(encoded.length);
      System.arraycopy(encoded, 0, bytes, length, encoded.length);
      length += encoded.length;
    }

    private void require(int more) {
      if (length + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
      }
    }

    byte[] toByteArray() {
      return Arrays.copyOf(bytes, length);
    }

    void value(String value, List<String> cells) {
      if (value.isEmpty()) {
        number(EMPTY);
        return;
      }
      int cell = cells.indexOf(value);
      if (cell >= 0) {
        number(FIRST_CELL + (long) cell);
      } else {
        number(OWN);
        text(value);
      }
    }
  }

  private static final class Input {

    private final byte[] bytes;
    private int at;

    Input(byte[] bytes) {
      this.bytes = bytes;
    }

    long number() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = bytes[at++];
        value |= (long) (next & 0x7F) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    String text() {
      int length = (int) number();
      String text = new String(bytes, at, length, StandardCharsets.UTF_8);
      at += length;
      return text;
    }

    String value(String[] cells) {
      int kind = (int) number();
      return switch (kind) {
        case EMPTY -> "";
        case OWN -> text();
        default -> cells[kind - FIRST_CELL];
      };
    }
  }
}
