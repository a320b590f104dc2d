package bank.withdrawals.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Writes numbers and bytes through a buffer, most significant byte first. A {@link
 * java.io.DataOutputStream} takes a lock for each byte of a number. For one thread.
 */
public final class BinaryOutput implements Closeable {

  private final OutputStream out;
  private final ByteBuffer buffer;

  /**
   * An output; it owns {@code out}.
   *
   * @param size bytes of the buffer, eight or more
   */
  public BinaryOutput(OutputStream out, int size) {
    this.out = out;
    this.buffer = ByteBuffer.allocate(size);
  }

  /** Writes four bytes. */
  public void writeInt(int value) throws IOException {
    room(Integer.BYTES).putInt(value);
  }

  /** Writes eight bytes. */
  public void writeLong(long value) throws IOException {
    room(Long.BYTES).putLong(value);
  }

  /** Writes all the bytes. */
  public void write(byte[] bytes) throws IOException {
    if (bytes.length > buffer.capacity()) {
      flush();
      out.write(bytes);
    } else {
      room(bytes.length).put(bytes);
    }
  }

  private ByteBuffer room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }

  /** Passes on what is in the buffer. */
  public void flush() throws IOException {
    out.write(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  /** Flushes, and closes the stream. */
  @Override
  public void close() throws IOException {
    try (out) {
      flush();
    }
  }
}
