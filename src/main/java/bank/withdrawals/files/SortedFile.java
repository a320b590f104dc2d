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
final class SortedFile {

  /** Bytes of the buffer of an open file. */
  static final int BUFFER = 64 * 1024;

  private SortedFile() {}

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
              Comparator.comparing((Reader file) -> file.head, Item.ORDER)
                  .thenComparing(file -> file.number));
      for (Path file : files) {
        Reader reader = new Reader(open.size(), file);
        open.add(reader);
        if (reader.next()) {
          heads.add(reader);
        }
      }
      for (Reader first = heads.poll(); first != null; first = heads.poll()) {
        receiver.accept(first.head.major, first.head.minor, first.head.bytes);
        if (first.next()) {
          heads.add(first);
        }
      }
    } finally {
      for (Reader reader : open) {
        reader.close();
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
