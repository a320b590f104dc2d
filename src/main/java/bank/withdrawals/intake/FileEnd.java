package bank.withdrawals.intake;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a file ends as a complete upload does. Its first bytes say what it is:
 *
 * <ol>
 *   <li>A zip archive, which {@code .xlsx} is too, ends with its end-of-central-directory record.
 *   <li>Text in UTF-16 with a byte order mark ends with a line end of two bytes.
 *   <li>All other text ends with a line end of one byte, or with the one of UTF-16LE without a byte
 *       order mark.
 * </ol>
 *
 * <p>An empty file has no row that could be cut off.
 */
final class FileEnd {

  /** The sentence about text that may continue. */
  static final String NO_LINE_END = "its last row does not end with a line end";

  /** The sentence about an archive that may continue. */
  static final String NO_DIRECTORY = "its end is missing, as in an upload that was cut off";

  private static final int ZIP_LOCAL_HEADER = 0x04034b50;
  private static final int ZIP_END = 0x06054b50;
  private static final int ZIP_END_BYTES = 22;
  private static final int ZIP_COMMENT_LENGTH_AT = 20;
  private static final int MOST_COMMENT_BYTES = 0xFFFF;

  private FileEnd() {}

  /**
   * What is missing at the end of a regular file, as a part of a sentence; empty if nothing is.
   *
   * @throws IOException if the file cannot be read
   */
  static Optional<String> missing(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      long size = channel.size();
      if (size == 0) {
        return Optional.empty();
      }
      ByteBuffer first = read(channel, 0, (int) Math.min(size, Integer.BYTES));
      if (size >= Integer.BYTES && first.getInt(0) == ZIP_LOCAL_HEADER) {
        return endsAsZip(channel, size) ? Optional.empty() : Optional.of(NO_DIRECTORY);
      }
      return endsAsText(channel, size, first) ? Optional.empty() : Optional.of(NO_LINE_END);
    }
  }

  private static boolean endsAsText(FileChannel channel, long size, ByteBuffer first)
      throws IOException {
    int last = read(channel, size - 1, 1).get(0);
    if (size < 2) {
      return last == '\n';
    }
    int beforeLast = read(channel, size - 2, 1).get(0);
    boolean even = size % 2 == 0;
    boolean littleEndian = first.get(0) == (byte) 0xFF && first.get(1) == (byte) 0xFE;
    boolean bigEndian = first.get(0) == (byte) 0xFE && first.get(1) == (byte) 0xFF;
    boolean endsLittleEndian = even && beforeLast == '\n' && last == 0;
    if (littleEndian) {
      return endsLittleEndian;
    }
    return bigEndian ? even && beforeLast == 0 && last == '\n' : endsLittleEndian || last == '\n';
  }

  /** Looks for the last record whose comment reaches exactly to the end of the file. */
  private static boolean endsAsZip(FileChannel channel, long size) throws IOException {
    int length = (int) Math.min(size, ZIP_END_BYTES + MOST_COMMENT_BYTES);
    ByteBuffer tail = read(channel, size - length, length);
    for (int at = length - ZIP_END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == ZIP_END
          && at + ZIP_END_BYTES + (tail.getShort(at + ZIP_COMMENT_LENGTH_AT) & 0xFFFF) == length) {
        return true;
      }
    }
    return false;
  }

  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException("The file became shorter while its end was read");
      }
    }
    return bytes;
  }
}
