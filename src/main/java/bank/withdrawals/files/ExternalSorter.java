package bank.withdrawals.files;

import bank.withdrawals.files.RunFile.Item;
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

  /** The memory that a record takes beside its bytes. */
  private static final int OVERHEAD = 48;

  private final Path directory;
  private final String name;
  private final int memory;
  private final List<Item> collected = new ArrayList<>();
  private final List<Path> runs = new ArrayList<>();
  private long collectedBytes;
  private int runNumber;
  private CompletableFuture<Void> spill = CompletableFuture.completedFuture(null);

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
    while (runs.size() > MOST_OPEN) {
      List<Path> oldest = List.copyOf(runs.subList(0, MOST_OPEN));
      Path merged = nextRun();
      try (RunFile.Writer out = new RunFile.Writer(merged)) {
        RunFile.merge(oldest, out::write);
      }
      // In the place of the oldest, so that equal records keep their order.
      runs.subList(0, MOST_OPEN).clear();
      runs.add(0, merged);
      delete(oldest);
    }
    RunFile.merge(runs, receiver);
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
    Arrays.parallelSort(items, Item.ORDER);
    try (RunFile.Writer out = new RunFile.Writer(run)) {
      for (Item item : items) {
        out.write(item.major, item.minor, item.bytes);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Path nextRun() {
    return directory.resolve("%s-%d.sort".formatted(name, runNumber++));
  }

  private static void delete(List<Path> files) throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
