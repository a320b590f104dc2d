package bank.withdrawals.workfile;

import bank.withdrawals.files.BinaryOutput;
import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/** Writes rows one after the other, each with its length before it, and notes the slices. */
final class SliceWriter implements Closeable {

  private static final int BUFFER = 256 * 1024;

  private final FileChannel channel;
  private final CRC32C checksum = new CRC32C();
  private final BinaryOutput out;
  private final List<Slice> slices = new ArrayList<>();
  private long written;
  private long offset;
  private long rows;
  private long rowsBefore;
  private long account;

  SliceWriter(Path file) throws IOException {
    this.channel = OwnerOnlyFiles.create(file);
    this.out =
        new BinaryOutput(
            new CheckedOutputStream(Channels.newOutputStream(channel), checksum), BUFFER);
  }

  void write(long ofAccount, byte[] row) throws IOException {
    out.writeInt(row.length);
    out.write(row);
    written += Integer.BYTES + row.length;
    rows++;
    account = ofAccount;
  }

  /** Rows of the current slice. */
  long rows() {
    return rows;
  }

  /** The account of the last row. */
  long account() {
    return account;
  }

  /** Ends the current slice, unless it is empty. */
  void cut() throws IOException {
    if (rows > 0) {
      out.flush();
      slices.add(
          new Slice(
              slices.size() + 1,
              rowsBefore + 1,
              rows,
              offset,
              written - offset,
              checksum.getValue()));
      checksum.reset();
      rowsBefore += rows;
      offset = written;
      rows = 0;
    }
  }

  /** Forces everything to disk. */
  List<Slice> finish() throws IOException {
    out.flush();
    channel.force(true);
    return List.copyOf(slices);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
