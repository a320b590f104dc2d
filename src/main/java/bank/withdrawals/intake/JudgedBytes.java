package bank.withdrawals.intake;

import bank.withdrawals.files.DurableMove;
import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The bytes that a run has judged.
 *
 * @param bytes how many
 * @param sha256 their SHA-256, 64 lower-case hexadecimal digits
 */
public record JudgedBytes(long bytes, String sha256) {

  private static final int BUFFER_BYTES = 1024 * 1024;

  /** How a file contains them. */
  enum Found {
    /** It has these bytes and no others. */
    EXACTLY,
    /** It begins with them and is longer. */
    AS_BEGINNING,
    /** It is gone, is not a regular file, cannot be read, or has other bytes. */
    NOT_AT_ALL
  }

  /** How a file contains them now. */
  Found in(Path file) throws IOException {
    if (FileInspector.unreadable(file).isPresent()) {
      return Found.NOT_AT_ALL;
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      if (!isBeginning(in, OutputStream.nullOutputStream())) {
        return Found.NOT_AT_ALL;
      }
      return in.read() < 0 ? Found.EXACTLY : Found.AS_BEGINNING;
    } catch (NoSuchFileException gone) {
      return Found.NOT_AT_ALL;
    }
  }

  /**
   * Copies them from the beginning of a file: all of them and durably, or nothing.
   *
   * @return whether the file begins with them
   */
  boolean copyFrom(Path file, Path target) throws IOException {
    Path copy = target.resolveSibling("." + target.getFileName() + ".part");
    boolean same;
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        FileChannel channel = OwnerOnlyFiles.create(copy)) {
      same = isBeginning(in, Channels.newOutputStream(channel));
      channel.force(true);
    }
    if (same) {
      Files.setLastModifiedTime(copy, Files.getLastModifiedTime(file));
      DurableMove.move(copy, target);
    } else {
      Files.delete(copy);
    }
    return same;
  }

  private boolean isBeginning(InputStream in, OutputStream copy) throws IOException {
    MessageDigest digest = FileInspector.newSha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    long rest = bytes;
    while (rest > 0) {
      int count = in.read(buffer, 0, (int) Math.min(rest, buffer.length));
      if (count < 0) {
        return false;
      }
      digest.update(buffer, 0, count);
      copy.write(buffer, 0, count);
      rest -= count;
    }
    return HexFormat.of().formatHex(digest.digest()).equals(sha256);
  }
}
