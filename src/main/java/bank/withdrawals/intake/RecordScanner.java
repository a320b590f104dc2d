package bank.withdrawals.intake;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Frames the records of an RFC 4180 file in its bytes, so that the byte offset of every record is
 * known and reading can start again at any of them.
 *
 * <ol>
 *   <li>A UTF-8 byte order mark at offset 0 is skipped.
 *   <li>A field that starts with a quote ends at the next quote that is not doubled; whatever is
 *       between is text, commas and line ends too. Any other field ends before a comma or line end.
 *   <li>A record ends at LF or CRLF or the end of the file. A line end closes the record before it
 *       and opens none: a file that ends with one has no empty record at the end, while an empty
 *       line elsewhere is a record of one empty cell.
 *   <li>Every LF counts as a line, within quotes too; a CR within quotes is text.
 *   <li>The text must be UTF-8 without errors (no overlong forms, no surrogates).
 * </ol>
 *
 * <p>A fault refuses the file: {@link RefusedFileException} with the place. Of several in one
 * record its length is told first, then the first byte out of place, then the encoding. Memory is
 * the longest record plus a constant. After an exception the scanner is of no more use.
 */
final class RecordScanner implements Closeable {

  private static final int READ_BYTES = 256 * 1024;
  private static final int END_OF_FILE = -1;

  private static final boolean[] ENDS_PLAIN_RUN = new boolean[256];
  private static final boolean[] ENDS_QUOTED_RUN = new boolean[256];

  static {
    for (char c : new char[] {'"', ',', '\n', '\r', '\0'}) {
      ENDS_PLAIN_RUN[c] = true;
    }
    for (char c : new char[] {'"', '\n', '\0'}) {
      ENDS_QUOTED_RUN[c] = true;
    }
  }

  private final InputStream in;
  private final int maxRecordBytes;
  private final int maxColumns;
  private final byte[] buffer;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);

  /** Bytes of the file before the buffer's first. */
  private long bufferOffset;

  /** Where the record begins, where framing has come to, and where the bytes end; in the buffer. */
  private int start;

  private int position;
  private int limit;

  private boolean exhausted;
  private boolean ascii;
  private long line;

  /**
   * A scanner that starts where a record starts.
   *
   * @param in its next byte is the file's byte {@code offset}; closed with the scanner
   * @param offset bytes of the file before the first record wanted
   * @param line physical line at that place; 1 for the file's start
   */
  RecordScanner(InputStream in, long offset, long line, IntakeSettings settings) {
    this.in = in;
    this.bufferOffset = offset;
    this.line = line;
    this.maxRecordBytes = settings.maxRecordBytes();
    this.maxColumns = settings.maxColumns();
    this.buffer = new byte[maxRecordBytes + READ_BYTES];
  }

  /**
   * The next record.
   *
   * @return null at the end of the file
   * @throws RefusedFileException where the file is not well-formed
   */
  @Nullable RawRecord next() throws IOException, RefusedFileException {
    start = position;
    if (offset() == 0) {
      skipByteOrderMark();
    }
    if (peek() == END_OF_FILE) {
      return null;
    }
    long startLine = line;
    ascii = true;
    int length = frame();
    String text =
        ascii
            ? new String(buffer, start, length, StandardCharsets.ISO_8859_1)
            : decode(start, length, startLine);
    return new RawRecord(startLine, bufferOffset + start, offset(), text);
  }

  /** Bytes of the file up to the end of the last record returned, its line end included. */
  long offset() {
    return bufferOffset + position;
  }

  /** Physical line at {@link #offset}. */
  long line() {
    return line;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void skipByteOrderMark() throws IOException, RefusedFileException {
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

  /** Frames a record and moves past its line end; returns its length without that. */
  private int frame() throws IOException, RefusedFileException {
    int columns = 1;
    while (true) {
      if (peek() == '"') {
        passQuotedField();
      } else {
        passPlainField();
      }
      int length = position - start;
      int delimiter = peek();
      if (delimiter != ',') {
        if (length > maxRecordBytes) {
          throw tooLong();
        }
        passLineEnd(delimiter);
        return length;
      }
      columns++;
      if (columns > maxColumns) {
        throw refused(
            "the record has more than %d columns; take the surplus out, or raise"
                    .formatted(maxColumns)
                + " withdrawals.intake.max-columns");
      }
      position++;
    }
  }

  private void passLineEnd(int delimiter) throws IOException, RefusedFileException {
    if (delimiter == END_OF_FILE) {
      return;
    }
    if (delimiter == '\r') {
      position++;
      if (peek() != '\n') {
        position--;
        throw refused(
            "a carriage return stands without a line feed; end every line with LF or CRLF");
      }
    }
    position++;
    line++;
  }

  /** Moves to the comma, line end or end of file after an unquoted field. */
  private void passPlainField() throws IOException, RefusedFileException {
    passRun(ENDS_PLAIN_RUN);
    switch (peek()) {
      case '"' ->
          throw refused(
              "a quote stands inside an unquoted field; put the whole field in quotes and double"
                  + " the quotes within it");
      case '\0' -> throw nul();
      default -> {
        // A comma, a line end or the end of the file: frame() goes on from there.
      }
    }
  }

  /** Moves from the opening quote past the closing one. */
  private void passQuotedField() throws IOException, RefusedFileException {
    long openedAt = offset();
    long openedOnLine = line;
    position++;
    while (true) {
      passRun(ENDS_QUOTED_RUN);
      switch (peek()) {
        case '\n' -> {
          position++;
          line++;
        }
        case '"' -> {
          position++;
          if (peek() != '"') {
            requireFieldEnd();
            return;
          }
          position++;
        }
        case '\0' -> throw nul();
        default -> {
          if (position - start > maxRecordBytes) {
            throw tooLong();
          }
          throw new RefusedFileException(
              "the quote that opens here is never closed; close it, or double it if it belongs to"
                  + " the text",
              openedOnLine,
              openedAt);
        }
      }
    }
  }

  private void requireFieldEnd() throws IOException, RefusedFileException {
    switch (peek()) {
      case ',', '\n', '\r', END_OF_FILE -> {
        // As it should be.
      }
      case '\0' -> throw nul();
      default ->
          throw refused(
              "text follows a closing quote; double the quotes that belong to the text, and put a"
                  + " comma after the field");
    }
  }

  /** Moves to the next byte that {@code ends} the run, or to the end of the file. */
  private void passRun(boolean[] ends) throws IOException, RefusedFileException {
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

  private int peek() throws IOException, RefusedFileException {
    return position < limit || refill() ? buffer[position] & 0xFF : END_OF_FILE;
  }

  /** Reads on, keeping the record begun; false at the end of the file. */
  private boolean refill() throws IOException, RefusedFileException {
    // One more than the longest record: the CR of its line end may be behind us already.
    if (position - start > maxRecordBytes + 1) {
      throw tooLong();
    }
    if (exhausted) {
      return false;
    }
    System.arraycopy(buffer, start, buffer, 0, limit - start);
    bufferOffset += start;
    position -= start;
    limit -= start;
    start = 0;
    int count = in.read(buffer, limit, buffer.length - limit);
    if (count < 0) {
      exhausted = true;
      return false;
    }
    limit += count;
    return count > 0 || refill();
  }

  private String decode(int from, int length, long startLine) throws RefusedFileException {
    ByteBuffer bytes = ByteBuffer.wrap(buffer, from, length);
    CharBuffer text = CharBuffer.allocate(length);
    CoderResult result = decoder.reset().decode(bytes, text, true);
    if (result.isError()) {
      int at = bytes.position();
      long atLine = startLine;
      for (int i = from; i < at; i++) {
        if (buffer[i] == '\n') {
          atLine++;
        }
      }
      throw new RefusedFileException(
          "the bytes here are not UTF-8; save the file as UTF-8", atLine, bufferOffset + at);
    }
    return text.flip().toString();
  }

  private RefusedFileException nul() {
    return refused("a NUL byte stands here; save the file as UTF-8 text, not as UTF-16");
  }

  /** A fault at the byte framing has come to. */
  private RefusedFileException refused(String sentence) {
    // Wherever the buffer happens to end, a record too long is reported as that.
    return position - start > maxRecordBytes
        ? tooLong()
        : new RefusedFileException(sentence, line, offset());
  }

  private RefusedFileException tooLong() {
    long startLine = line;
    for (int i = start; i < position; i++) {
      if (buffer[i] == '\n') {
        startLine--;
      }
    }
    return new RefusedFileException(
        "the record that starts here is longer than %d bytes; look for a quote that is never"
                .formatted(maxRecordBytes)
            + " closed, or raise withdrawals.intake.max-record-bytes",
        startLine,
        bufferOffset + start);
  }
}
