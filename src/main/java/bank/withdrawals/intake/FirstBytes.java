package bank.withdrawals.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The first bytes of a stream: a file that grows faster than it is read has no end. */
final class FirstBytes extends FilterInputStream {

  private static final int SKIP_BYTES = 64 * 1024;

  private long remaining;

  FirstBytes(InputStream in, long count) {
    super(in);
    this.remaining = count;
  }

  @Override
  public int read() throws IOException {
    int next = remaining == 0 ? -1 : in.read();
    remaining -= next < 0 ? 0 : 1;
    return next;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (remaining == 0) {
      return -1;
    }
    int count = in.read(bytes, offset, (int) Math.min(length, remaining));
    remaining -= Math.max(0, count);
    return count;
  }

  /** Reads what is skipped, because a digest is behind it. */
  @Override
  public long skip(long count) throws IOException {
    byte[] skipped = new byte[SKIP_BYTES];
    long total = 0;
    while (total < count) {
      int read = read(skipped, 0, (int) Math.min(SKIP_BYTES, count - total));
      if (read < 0) {
        break;
      }
      total += read;
    }
    return total;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
