package bank.withdrawals.files;

import bank.withdrawals.files.SortedFile.Item;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Sorts records by two numbers. There may be more records than fit in memory.
 *
 * <ol>
 *   <li>{@link #add} collects records. When the memory is full, another thread sorts them and
 *       writes them to a file, while the next ones are collected.
 *   <li>{@link #forEach} merges the sorted files, and passes each record on. While there are more
 *       than may be open at once, neighbours are merged into one.
 * </ol>
 *
 * <p>Records with equal numbers keep the order in which they were added. Memory: about three times
 * the given number of bytes, plus two of the longest records. Not thread-safe.
 */
public final class ExternalSorter implements Closeable {

  private static final int MOST_OPEN = 256;

  /** The memory that a record takes beside its bytes. */
  private static final int OVERHEAD = 48;

  private final Path directory;
  private final String name;
  private final int memory;
  private final List<Item> collected = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  private long collectedBytes;
  private int longest;
  private int fileNumber;
  private CompletableFuture<Void> spill = CompletableFuture.completedFuture(null);

  /** Receives a record. */
  @FunctionalInterface
  public interface Receiver {
    void accept(long major, long minor, byte[] bytes) throws IOException;
  }

  /**
   * An empty sorter.
   *
   * @param directory an existing directory for sorted files
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
    longest = Math.max(longest, bytes.length);
    if (collectedBytes >= memory) {
      spill();
    }
  }

  /** Passes all records to {@code receiver}, in order. Call it once, after the last record. */
  public void forEach(Receiver receiver) throws IOException {
    if (files.isEmpty()) {
      Item[] items = take();
      Arrays.parallelSort(items, Item.ORDER);
      for (Item item : items) {
        receiver.accept(item.major, item.minor, item.bytes);
      }
      return;
    }
    if (!collected.isEmpty()) {
      spill();
    }
    awaitSpill();
    int mostOpen = mostOpen();
    while (files.size() > mostOpen) {
      // Neighbours, so that equal records keep their order.
      for (int first = 0; first < files.size(); first++) {
        mergeIntoOne(files.subList(first, Math.min(first + mostOpen, files.size())));
      }
    }
    SortedFile.merge(files, receiver);
  }

  /** Each open file has a buffer and a record in memory. */
  private int mostOpen() {
    return Math.max(2, Math.min(memory / (SortedFile.BUFFER + longest), MOST_OPEN));
  }

  private void mergeIntoOne(List<Path> neighbours) throws IOException {
    List<Path> parts = List.copyOf(neighbours);
    Path merged = nextFile();
    try (SortedFile.Writer out = new SortedFile.Writer(merged)) {
      SortedFile.merge(parts, out::write);
    }
    neighbours.clear();
    neighbours.add(merged);
    delete(parts);
  }

  /** Deletes the sorted files. */
  @Override
  public void close() throws IOException {
    // Waits for the other thread, whether it fails or not.
    spill.handle((done, failure) -> files).join();
    collected.clear();
    delete(files);
    files.clear();
  }

  private Item[] take() {
    Item[] items = collected.toArray(Item[]::new);
    collected.clear();
    collectedBytes = 0;
    return items;
  }

  private void spill() throws IOException {
    awaitSpill();
    Path file = nextFile();
    files.add(file);
    Item[] items = take();
    spill = CompletableFuture.runAsync(() -> write(file, items));
  }

  private void awaitSpill() throws IOException {
    try {
      spill.join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof UncheckedIOException storage) {
        throw storage.getCause();
      }
      throw failure;
    }
  }

  private static void write(Path file, Item[] items) {
    Arrays.parallelSort(items, Item.ORDER);
    try (SortedFile.Writer out = new SortedFile.Writer(file)) {
      for (Item item : items) {
        out.write(item.major, item.minor, item.bytes);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Path nextFile() {
    return directory.resolve("%s-%d.sort".formatted(name, fileNumber++));
  }

  private static void delete(List<Path> files) throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
