package bank.withdrawals.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** A file of the {@link ExternalSorter}: sorted records, each as its length, numbers and bytes. */
final class RunFile {

  private static final int BUFFER = 64 * 1024;

  private RunFile() {}

  /** A record; its array never changes. */
  static final class Item {

    /** Not a chain of comparators, because it is called for each step of a sort. */
    static final Comparator<Item> ORDER =
        (one, other) ->
            one.major == other.major
                ? Long.compare(one.minor, other.minor)
                : Long.compare(one.major, other.major);

    final long major;
    final long minor;
    final byte[] bytes;

    Item(long major, long minor, byte[] bytes) {
      this.major = major;
      this.minor = minor;
      this.bytes = bytes;
    }
  }

  /** Writes a new file. */
  static final class Writer implements Closeable {

    private final BinaryOutput out;

    Writer(Path file) throws IOException {
      this.out = new BinaryOutput(Channels.newOutputStream(OwnerOnlyFiles.create(file)), BUFFER);
    }

    void write(long major, long minor, byte[] bytes) throws IOException {
      out.writeInt(bytes.length);
      out.writeLong(major);
      out.writeLong(minor);
      out.write(bytes);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** Passes the records of all files on, in order; equal ones in the order of the files. */
  static void merge(List<Path> files, ExternalSorter.Receiver receiver) throws IOException {
    List<Reader> open = new ArrayList<>();
    try {
      PriorityQueue<Reader> heads =
          new PriorityQueue<>(
              Comparator.comparing((Reader run) -> run.head, Item.ORDER)
                  .thenComparing(run -> run.number));
      for (Path file : files) {
        Reader run = new Reader(open.size(), file);
        open.add(run);
        if (run.next()) {
          heads.add(run);
        }
      }
      for (Reader run = heads.poll(); run != null; run = heads.poll()) {
        receiver.accept(run.head.major, run.head.minor, run.head.bytes);
        if (run.next()) {
          heads.add(run);
        }
      }
    } finally {
      for (Reader run : open) {
        run.close();
      }
    }
  }

  private static final class Reader implements Closeable {

    private static final Item NONE = new Item(0, 0, new byte[0]);

    private final int number;
    private final BinaryInput in;
    private long remaining;
    private Item head = NONE;

    Reader(int number, Path file) throws IOException {
      this.number = number;
      this.remaining = Files.size(file);
      this.in = new BinaryInput(Files.newInputStream(file), BUFFER);
    }

    boolean next() throws IOException {
      if (remaining == 0) {
        return false;
      }
      int length = in.readInt();
      long major = in.readLong();
      long minor = in.readLong();
      byte[] bytes = in.read(length);
      head = new Item(major, minor, bytes);
      remaining -= Integer.BYTES + 2L * Long.BYTES + bytes.length;
      return true;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
