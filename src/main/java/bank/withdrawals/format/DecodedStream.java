package bank.withdrawals.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The text of a file as UTF-8, from whatever encoding. A byte order mark is left out. Bytes that
 * are not in the encoding end the reading with a {@link MalformedTextException}, after all text
 * before them.
 */
final class DecodedStream extends InputStream {

  private static final int BLOCK = 32 * 1024;
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final char REVERSED_MARK = '\uFFFE';

  private final InputStream in;
  private final Encoding encoding;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(BLOCK).flip();
  private final CharBuffer chars = CharBuffer.allocate(BLOCK);
  private ByteBuffer text = ByteBuffer.allocate(0);
  private long line = 1;
  private boolean started;
  private boolean inputEnded;
  private boolean malformed;
  private boolean done;

  DecodedStream(InputStream in, Encoding encoding) {
    this.in = in;
    this.encoding = encoding;
    this.decoder =
        encoding
            .charset()
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** The encodings that a format can name. */
  enum Encoding {
    UTF_8("UTF-8", StandardCharsets.UTF_8),
    /** The byte order mark at the start of the file says which of the two; without one, refused. */
    UTF_16("UTF-16", StandardCharsets.UTF_16),
    UTF_16LE("UTF-16LE", StandardCharsets.UTF_16LE),
    UTF_16BE("UTF-16BE", StandardCharsets.UTF_16BE),
    WINDOWS_1252("windows-1252", Charset.forName("windows-1252")),
    ISO_8859_1("ISO-8859-1", StandardCharsets.ISO_8859_1);

    private final String label;
    private final Charset charset;

    Encoding(String label, Charset charset) {
      this.label = label;
      this.charset = charset;
    }

    /** As a format writes it. */
    String label() {
      return label;
    }

    Charset charset() {
      return charset;
    }

    /** All encodings by their labels; case does not matter. */
    static Map<String, Encoding> byLabel() {
      Map<String, Encoding> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      Arrays.stream(values()).forEach(encoding -> all.put(encoding.label, encoding));
      return all;
    }
  }

  /** The bytes are not in the encoding. */
  static final class MalformedTextException extends IOException {

    private static final long serialVersionUID = 1L;

    private final long line;

    MalformedTextException(String sentence, long line) {
      super(sentence);
      this.line = line;
    }

    /** The physical line of the bytes, from 1. */
    long line() {
      return line;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!text.hasRemaining()) {
      if (malformed) {
        throw new MalformedTextException(
            "the bytes here are not %s; correct the encoding in the format, or the file"
                .formatted(encoding.label()),
            line);
      }
      if (done) {
        return -1;
      }
      decode();
    }
    int count = Math.min(length, text.remaining());
    text.get(target, from, count);
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void decode() throws IOException {
    fill();
    if (!started) {
      requireMark();
    }
    CoderResult result = decoder.decode(bytes, chars, inputEnded);
    if (result.isError()) {
      malformed = true;
    } else if (inputEnded && result.isUnderflow()) {
      decoder.flush(chars);
      done = true;
    }
    chars.flip();
    text = StandardCharsets.UTF_8.encode(checked());
    chars.clear();
  }

  /** Reads more bytes, if there are any. */
  private void fill() throws IOException {
    bytes.compact();
    int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
    if (count < 0) {
      inputEnded = true;
    } else {
      bytes.position(bytes.position() + count);
    }
    bytes.flip();
  }

  private void requireMark() throws IOException {
    while (bytes.remaining() < 2 && !inputEnded) {
      fill();
    }
    if (encoding == Encoding.UTF_16 && bytes.remaining() >= 2) {
      char mark = (char) bytes.getShort(bytes.position());
      if (mark != BYTE_ORDER_MARK && mark != REVERSED_MARK) {
        throw new MalformedTextException(
            "the file has no byte order mark; write encoding: UTF-16LE or UTF-16BE in the format",
            1);
      }
    }
  }

  /** The decoded text without a mark, up to the first character that cannot be meant. */
  private CharBuffer checked() {
    CharBuffer decoded = chars.duplicate();
    if (!started && decoded.hasRemaining()) {
      started = true;
      char first = decoded.get(0);
      if (first == BYTE_ORDER_MARK) {
        decoded.get();
      } else if (first == REVERSED_MARK) {
        malformed = true;
        decoded.limit(0);
      }
    }
    for (int i = decoded.position(); i < decoded.limit(); i++) {
      char c = decoded.get(i);
      if (c == '\n') {
        line++;
      } else if (c >= 0x80 && c < 0xA0 && encoding == Encoding.ISO_8859_1) {
        // Letters of windows-1252 stand here; in ISO 8859-1 these are control characters.
        malformed = true;
        decoded.limit(i);
      }
    }
    return decoded;
  }
}
