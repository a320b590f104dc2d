package bank.withdrawals.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalSorterTest {

  private static final int RECORDS = 5_000;

  @TempDir Path directory;

  private record Item(long major, long minor, String text) {}

  /** In memory, in a few files, and in more files than are open at once. */
  @ParameterizedTest
  @ValueSource(ints = {10_000_000, 50_000, 1})
  void sortsByTwoNumbersAndKeepsTheOrderOfEqualOnes(int memory) throws IOException {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Item> items = new ArrayList<>();
    List<Item> sorted = new ArrayList<>();
    try (ExternalSorter sorter = new ExternalSorter(directory, "test", memory)) {
      for (int i = 0; i < RECORDS; i++) {
        Item item = new Item(random.nextInt(20) - 1L, random.nextInt(5), "x".repeat(i % 7) + i);
        items.add(item);
        sorter.add(item.major(), item.minor(), item.text().getBytes(StandardCharsets.UTF_8));
      }
      sorter.forEach(
          (major, minor, bytes) ->
              sorted.add(new Item(major, minor, new String(bytes, StandardCharsets.UTF_8))));
    }
    items.sort(Comparator.comparingLong(Item::major).thenComparingLong(Item::minor));
    assertThat(sorted).as("seed %d", seed).isEqualTo(items);
    assertThat(directory).isEmptyDirectory();
  }

  /** Another thread writes the file, so the failure is reported by a later call. */
  @Test
  void reportsThatAFileCannotBeWritten() throws IOException {
    try (ExternalSorter sorter = new ExternalSorter(directory.resolve("missing"), "test", 1)) {
      sorter.add(1, 1, new byte[1]);
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> sorter.forEach((major, minor, bytes) -> {}))
          .withMessageContaining("missing");
    }
  }
}
