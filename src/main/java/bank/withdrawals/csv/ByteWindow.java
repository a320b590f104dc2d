package bank.withdrawals.csv;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a file from the start of the current record on, and the place of the next byte in
 * the file, in bytes and lines. Memory is at most twice the longest record, plus a constant.
 */
final class ByteWindow implements Closeable {

  static final int END_OF_FILE = -1;

  private static final int READ_BYTES = 256 * 1024;
  private static final char REPLACEMENT = '\uFFFD';

  private final InputStream in;
  private final int maxRecordBytes;
  private byte[] buffer = new byte[READ_BYTES];

  /** Bytes of the file before the buffer's first. */
  private long bufferOffset;

  /** Index in the buffer at which the record starts. */
  private int start;

  /** Index of the next byte to scan. */
  private int position;

  /** Index after the last byte read. */
  private int limit;

  private long startLine;
  private long line;
  private boolean exhausted;
  private boolean ascii;

  /** See {@link CsvScanner}'s constructor. */
  ByteWindow(InputStream in, long offset, long line, int maxRecordBytes) {
    this.in = in;
    this.bufferOffset = offset;
    this.line = line;
    this.maxRecordBytes = maxRecordBytes;
  }

  /** Starts a record at the next byte; skips a byte order mark if that is the file's first. */
  void startRecord() throws IOException, MalformedCsvException {
    start = position;
    if (offset() == 0) {
      skipByteOrderMark();
    }
    startLine = line;
    ascii = true;
  }

  /** The next byte, 0 to 255, or {@link #END_OF_FILE}; it stays the next one. */
  int peek() throws IOException, MalformedCsvException {
    return position < limit || refill() ? buffer[position] & 0xFF : END_OF_FILE;
  }

  /** Moves past the next byte. */
  void skip() {
    position++;
  }

  /** Moves past the next byte, which is a line feed. */
  void skipLineFeed() {
    position++;
    line++;
  }

  /** Moves back by a byte. */
  void stepBack() {
    position--;
  }

  /** Moves to the next byte that is {@code true} in {@code ends}, or to the end of the file. */
  void skipTo(boolean[] ends) throws IOException, MalformedCsvException {
    do {
      int at = position;
      byte allBits = 0;
      while (at < limit) {
        byte next = buffer[at];
        if (ends[next & 0xFF]) {
          break;
        }
        allBits |= next;
        at++;
      }
      position = at;
      if (allBits < 0) {
        ascii = false;
      }
    } while (position == limit && refill());
  }

  /** Bytes of the record before the next byte. */
  int length() {
    return position - start;
  }

  /** Bytes of the file before the next byte. */
  long offset() {
    return bufferOffset + position;
  }

  /** Bytes of the file before the record. */
  long startOffset() {
    return bufferOffset + start;
  }

  /** Physical line of the next byte. */
  long line() {
    return line;
  }

  /** Physical line on which the record starts. */
  long startLine() {
    return startLine;
  }

  /** The bytes of the record before the next byte. */
  byte[] record() {
    return Arrays.copyOfRange(buffer, start, position);
  }

  /**
   * Text of the record's bytes from {@code from} to before {@code to}, counted from its start.
   *
   * @throws MalformedCsvException if they are not UTF-8
   */
  String text(int from, int to) throws MalformedCsvException {
    int length = to - from;
    if (ascii) {
      return new String(buffer, start + from, length, StandardCharsets.ISO_8859_1);
    }
    String text = new String(buffer, start + from, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      // Either the character itself is in the file, or bytes that are not UTF-8.
      requireUtf8(start + from, length);
    }
    return text;
  }

  private void requireUtf8(int from, int length) throws MalformedCsvException {
    ByteBuffer bytes = ByteBuffer.wrap(buffer, from, length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    if (decoder.decode(bytes, CharBuffer.allocate(length), true).isError()) {
      int at = bytes.position();
      long atLine = startLine;
      for (int i = start; i < at; i++) {
        if (buffer[i] == '\n') {
          atLine++;
        }
      }
      throw new MalformedCsvException(
          MalformedCsvException.Kind.NOT_UTF8,
          "the bytes here are not UTF-8; save the file as UTF-8",
          atLine,
          bufferOffset + at);
    }
  }

  /** A fault at the next byte; a record that is too long is reported as that instead. */
  MalformedCsvException fault(String sentence) {
    return fault(sentence, line, offset());
  }

  /** A fault at a place; a record that is too long is reported as that instead. */
  MalformedCsvException fault(String sentence, long atLine, long atOffset) {
    // The same fault is reported wherever the buffer happens to end.
    return length() > maxRecordBytes
        ? tooLong()
        : new MalformedCsvException(sentence, atLine, atOffset);
  }

  /**
   * Checks the length of the record.
   *
   * @throws MalformedCsvException if it is too long
   */
  void requireShort(int length) throws MalformedCsvException {
    if (length > maxRecordBytes) {
      throw tooLong();
    }
  }

  private MalformedCsvException tooLong() {
    return new MalformedCsvException(
        "the record that starts here is longer than %d bytes; look for a quote that is never"
                .formatted(maxRecordBytes)
            + " closed, or raise withdrawals.intake.max-record-bytes",
        startLine,
        startOffset());
  }

  private void skipByteOrderMark() throws IOException, MalformedCsvException {
    boolean more = true;
    while (limit < 3 && more) {
      more = refill();
    }
    if (limit >= 3
        && buffer[0] == (byte) 0xEF
        && buffer[1] == (byte) 0xBB
        && buffer[2] == (byte) 0xBF) {
      position = 3;
      start = 3;
    }
  }

  /** Reads more bytes and keeps those of the record; false at the end of the file. */
  private boolean refill() throws IOException, MalformedCsvException {
    // One byte more than the longest record: the CR of its line end may be behind already.
    requireShort(length() - 1);
    if (exhausted) {
      return false;
    }
    int kept = limit - start;
    byte[] target = kept < buffer.length ? buffer : new byte[2 * kept];
    System.arraycopy(buffer, start, target, 0, kept);
    buffer = target;
    bufferOffset += start;
    position -= start;
    limit = kept;
    start = 0;
    int count = in.read(buffer, limit, buffer.length - limit);
    if (count < 0) {
      exhausted = true;
      return false;
    }
    limit += count;
    return count > 0 || refill();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
