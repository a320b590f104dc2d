package bank.withdrawals.files;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads what a {@link BinaryOutput} has written. For one thread. */
public final class BinaryInput implements Closeable {

  private final InputStream in;
  private final ByteBuffer buffer;

  /**
   * An input; it owns {@code in}.
   *
   * @param size bytes of the buffer, eight or more
   */
  public BinaryInput(InputStream in, int size) {
    this.in = in;
    this.buffer = ByteBuffer.allocate(size).limit(0);
  }

  /**
   * Reads four bytes.
   *
   * @throws EOFException if there are fewer
   */
  public int readInt() throws IOException {
    return fill(Integer.BYTES).getInt();
  }

  /**
   * Reads eight bytes.
   *
   * @throws EOFException if there are fewer
   */
  public long readLong() throws IOException {
    return fill(Long.BYTES).getLong();
  }

  /**
   * Reads a number of bytes.
   *
   * @throws EOFException if there are fewer
   */
  public byte[] read(int length) throws IOException {
    byte[] bytes = new byte[length];
    int buffered = Math.min(length, buffer.remaining());
    buffer.get(bytes, 0, buffered);
    if (length - buffered > buffer.capacity()) {
      if (in.readNBytes(bytes, buffered, length - buffered) < length - buffered) {
        throw new EOFException();
      }
    } else if (buffered < length) {
      fill(length - buffered).get(bytes, buffered, length - buffered);
    }
    return bytes;
  }

  /** Makes sure that the buffer has this number of bytes, at most its size. */
  private ByteBuffer fill(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      buffer.compact();
      try {
        while (buffer.position() < bytes) {
          int count = in.read(buffer.array(), buffer.position(), buffer.remaining());
          if (count < 0) {
            throw new EOFException();
          }
          buffer.position(buffer.position() + count);
        }
      } finally {
        // Also after a failure, or the next call would read what was read before.
        buffer.flip();
      }
    }
    return buffer;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
