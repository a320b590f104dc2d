package bank.withdrawals.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Sorts records by two numbers. There may be more records than fit in memory.
 *
 * <ol>
 *   <li>{@link #add} collects records. When the memory is full, another thread sorts them and
 *       writes them to a run file, while the next ones are collected.
 *   <li>While there are more than {@value #MOST_OPEN} run files, the oldest of them are merged into
 *       one.
 *   <li>{@link #forEach} merges what is left, and passes each record on.
 * </ol>
 *
 * <p>Records with equal numbers keep the order in which they were added. Memory: about three times
 * the given number of bytes, plus the longest record. Not thread-safe.
 */
public final class ExternalSorter implements Closeable {

  private static final int MOST_OPEN = 256;
  private static final int BUFFER = 64 * 1024;

  /** The memory that a record takes beside its bytes. */
  private static final int OVERHEAD = 48;

  /** A chain of comparators takes twice the time. */
  private static final Comparator<Item> ORDER =
      (one, other) ->
          one.major == other.major
              ? Long.compare(one.minor, other.minor)
              : Long.compare(one.major, other.major);

  private final Path directory;
  private final String name;
  private final int memory;
  private final List<Item> collected = new ArrayList<>();
  private final List<Path> runs = new ArrayList<>();
  private long collectedBytes;
  private int runNumber;
  private CompletableFuture<Void> spill = CompletableFuture.completedFuture(null);

  /** A record; the array belongs to the sorter. */
  private static final class Item {

    final long major;
    final long minor;
    final byte[] bytes;

    Item(long major, long minor, byte[] bytes) {
      this.major = major;
      this.minor = minor;
      this.bytes = bytes;
    }
  }

  /** Receives a record. */
  @FunctionalInterface
  public interface Receiver {
    void accept(long major, long minor, byte[] bytes) throws IOException;
  }

  /**
   * An empty sorter.
   *
   * @param directory an existing directory for run files
   * @param name the start of their names, unique in the directory
   * @param memory bytes of records that are collected before they are written
   */
  public ExternalSorter(Path directory, String name, int memory) {
    this.directory = directory;
    this.name = name;
    this.memory = memory;
  }

  /** Adds a record; the array must not change afterwards. */
  public void add(long major, long minor, byte[] bytes) throws IOException {
    collected.add(new Item(major, minor, bytes));
    collectedBytes += bytes.length + OVERHEAD;
    if (collectedBytes >= memory) {
      spill();
    }
  }

  /** Passes all records to {@code receiver}, in order. Call it once, after the last record. */
  public void forEach(Receiver receiver) throws IOException {
    if (runs.isEmpty()) {
      Item[] items = take();
      Arrays.parallelSort(items, ORDER);
      for (Item item : items) {
        receiver.accept(item.major, item.minor, item.bytes);
      }
      return;
    }
    if (!collected.isEmpty()) {
      spill();
    }
    awaitSpill();
    while (runs.size() > MOST_OPEN) {
      List<Path> oldest = List.copyOf(runs.subList(0, MOST_OPEN));
      Path merged = nextRun();
      try (BinaryOutput out = writer(merged)) {
        merge(oldest, (major, minor, bytes) -> write(out, new Item(major, minor, bytes)));
      }
      // In the place of the oldest, so that equal records keep their order.
      runs.subList(0, MOST_OPEN).clear();
      runs.add(0, merged);
      delete(oldest);
    }
    merge(runs, receiver);
  }

  /** Deletes the run files. */
  @Override
  public void close() throws IOException {
    spill.handle((done, failure) -> runs).join();
    collected.clear();
    delete(runs);
    runs.clear();
  }

  private Item[] take() {
    Item[] items = collected.toArray(Item[]::new);
    collected.clear();
    collectedBytes = 0;
    return items;
  }

  private void spill() throws IOException {
    awaitSpill();
    Path run = nextRun();
    runs.add(run);
    Item[] items = take();
    spill = CompletableFuture.runAsync(() -> write(run, items));
  }

  private void awaitSpill() throws IOException {
    try {
      spill.join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof UncheckedIOException storage) {
        throw new IOException(storage.getMessage(), storage.getCause());
      }
      throw failure;
    }
  }

  private static void write(Path run, Item[] items) {
    Arrays.parallelSort(items, ORDER);
    try (BinaryOutput out = writer(run)) {
      for (Item item : items) {
        write(out, item);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Path nextRun() {
    return directory.resolve("%s-%d.sort".formatted(name, runNumber++));
  }

  private static BinaryOutput writer(Path run) throws IOException {
    return new BinaryOutput(Channels.newOutputStream(OwnerOnlyFiles.create(run)), BUFFER);
  }

  private static void write(BinaryOutput out, Item item) throws IOException {
    out.writeInt(item.bytes.length);
    out.writeLong(item.major);
    out.writeLong(item.minor);
    out.write(item.bytes);
  }

  private static void delete(List<Path> files) throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  private static void merge(List<Path> files, Receiver receiver) throws IOException {
    List<Run> open = new ArrayList<>();
    try {
      PriorityQueue<Run> heads =
          new PriorityQueue<>(
              Comparator.comparing((Run run) -> run.head, ORDER).thenComparing(run -> run.number));
      for (Path file : files) {
        Run run = new Run(open.size(), file);
        open.add(run);
        if (run.next()) {
          heads.add(run);
        }
      }
      for (Run run = heads.poll(); run != null; run = heads.poll()) {
        receiver.accept(run.head.major, run.head.minor, run.head.bytes);
        if (run.next()) {
          heads.add(run);
        }
      }
    } finally {
      for (Run run : open) {
        run.close();
      }
    }
  }

  private static final class Run implements Closeable {

    private static final Item NONE = new Item(0, 0, new byte[0]);

    private final int number;
    private final BinaryInput in;
    private long remaining;
    private Item head = NONE;

    Run(int number, Path file) throws IOException {
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
