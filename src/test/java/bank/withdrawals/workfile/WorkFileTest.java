package bank.withdrawals.workfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bank.withdrawals.domain.WithdrawalRow;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;

class WorkFileTest {

  private static final List<String> COLUMNS = List.of("request_id", "account_id", "amount");

  @TempDir Path home;

  /** The rows are {@code request:account}, on lines 2, 3 and so on; slices are separated by |. */
  @ParameterizedTest
  @CsvSource({
    "one slice in the order of accounts, 50000, a:2 b:1 c:2 d:1, 3 5 2 4",
    "a slice ends with an account, 1, a:2 b:1 c:2 d:1, 3 5 | 2 4",
    "an account is never divided, 2, a:1 b:1 c:1 d:1 e:2, 2 3 4 5 | 6",
    "a slice may have more accounts, 3, a:1 b:2 c:3 d:3 e:4, 2 3 4 5 | 6",
    "rows without an account come first, 50000, a:2 b:? c:1 d:?, 3 5 4 2",
    "linked accounts are last in file order, 1, a:2 b:1 c:3 a:1 d:2, 4 | 2 3 5 6",
    "links are transitive in one slice, 50000, a:5 a:4 b:3 c:4 c:2 d:1, 7 4 | 2 3 5 6",
    "the same account twice is no link, 1, a:1 a:1 b:2, 2 3 | 4",
    "a row without an account links nothing, 1, a:? a:1 b:2, 2 | 3 | 4",
  })
  void rowsAreInSlicesByAccount(String name, long sliceRows, String rows, String expected)
      throws IOException {
    WorkFile file = write(sliceRows, rows(rows));
    List<String> slices = new ArrayList<>();
    for (Slice slice : file.slices()) {
      List<WithdrawalRow> read = read(file, slice);
      slices.add(String.join(" ", read.stream().map(row -> "" + row.line()).toList()));
      assertThat(read.get(0).position()).isEqualTo(slice.first());
      assertThat(read.get(read.size() - 1).position()).isEqualTo(slice.last());
    }
    assertThat(String.join(" | ", slices)).isEqualTo(expected);
  }

  @Test
  void everyFieldIsKept() throws IOException {
    List<WithdrawalRow> rows =
        List.of(
            new WithdrawalRow(
                1, 7, "made:7", "12", "", "5.00", "EUR", List.of("12", "5.00", "é\n"), false),
            new WithdrawalRow(2, 1L << 40, "r", "12", "DE1", "x", "", List.of("", ""), false),
            new WithdrawalRow(
                3, 9, "", "", "", "", "", new ArrayList<>(List.of("a".repeat(70_000))), true));
    WorkFile file = write(9, List.of(rows.get(2), rows.get(0), rows.get(1)));
    assertThat(read(file, file.slices().get(0)))
        .usingRecursiveComparison()
        .ignoringFields("position")
        .isEqualTo(List.of(rows.get(2), rows.get(0), rows.get(1)));
    assertThat(file.columns()).isEqualTo(COLUMNS);
    assertThat(file.rows()).isEqualTo(3);
  }

  @Test
  void aFileHasAtMost64SlicesPlusThatOfLinkedAccounts() throws IOException {
    List<WithdrawalRow> rows = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      rows.add(row(i + 2, "r" + (i == 999 ? 0 : i), Integer.toString(i)));
    }
    assertThat(write(1, rows).slices()).hasSizeBetween(60, 65);
  }

  @Test
  void aRestartContinuesAfterTheLastSavedPosition() throws IOException {
    WorkFile file = write(2, rows("a:1 b:1 c:1 d:2 e:2"));
    Slice slice = file.slices().get(1);
    ExecutionContext context = new ExecutionContext();
    SliceReader reader = new SliceReader(file, slice);
    reader.open(context);
    assertThat(SliceReader.Progress.of(context)).isEqualTo(new SliceReader.Progress(3, 5));
    reader.read();
    reader.update(context);
    reader.read();
    reader.close();
    reader = new SliceReader(file, slice);
    reader.open(context);
    assertThat(reader.read().line()).isEqualTo(6);
    assertThat(reader.read()).isNull();
    reader.close();
  }

  @Test
  void theSameRowsHaveTheSameChecksum() throws IOException {
    String checksum = write(2, rows("a:2 b:1 c:2")).checksum();
    assertThat(write(2, rows("a:2 b:1 c:2")).checksum()).isEqualTo(checksum);
    assertThat(write(2, rows("a:2 b:1 d:2")).checksum()).isNotEqualTo(checksum);
    assertThat(write(1, rows("a:2 b:1 c:2")).checksum()).isNotEqualTo(checksum);
  }

  @ParameterizedTest
  @ValueSource(strings = {"flip", "truncate", "delete"})
  void damageIsFound(String damage) throws IOException {
    WorkFile file = write(1, rows("a:1 b:2"));
    Path rows = home.resolve("work/rows");
    switch (damage) {
      case "flip" -> {
        try (RandomAccessFile bytes = new RandomAccessFile(rows.toFile(), "rw")) {
          bytes.seek(rows.toFile().length() - 2);
          int before = bytes.read();
          bytes.seek(rows.toFile().length() - 2);
          bytes.write(before ^ 1);
        }
      }
      case "truncate" ->
          Files.write(rows, Arrays.copyOf(Files.readAllBytes(rows), (int) Files.size(rows) - 1));
      default -> Files.delete(rows);
    }
    assertThatThrownBy(file::verify).isInstanceOf(DamagedWorkFileException.class);
    assertThatThrownBy(() -> read(file, file.slices().get(1)))
        .isInstanceOf(ItemStreamException.class);
  }

  @Test
  void aFileThatIsNotCompleteIsNoWorkFile() throws IOException {
    Path directory = home.resolve("work");
    assertThatThrownBy(() -> WorkFile.open(directory)).isInstanceOf(DamagedWorkFileException.class);
    write(1, rows("a:1"));
    Files.writeString(directory.resolve("index.json"), "{\"columns\":[");
    assertThatThrownBy(() -> WorkFile.open(directory)).isInstanceOf(DamagedWorkFileException.class);
    try (WorkFileWriter writer = new WorkFileWriter(directory, 1)) {
      writer.add(row(2, "a", "1"));
    }
    assertThat(directory).doesNotExist();
  }

  /** Enough rows to sort on disk. */
  @Test
  void manyRowsComeBackInOrder() throws IOException {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int count = 200_000;
    List<long[]> expected = new ArrayList<>();
    WorkFile file;
    try (WorkFileWriter writer = new WorkFileWriter(home.resolve("work"), 10_000)) {
      for (int i = 0; i < count; i++) {
        long account = random.nextBoolean() ? 7 : random.nextInt(5_000);
        expected.add(new long[] {account, i});
        writer.add(row(i, "id-" + i, Long.toString(account)));
      }
      file = writer.finish(COLUMNS);
    }
    expected.sort(
        (one, other) ->
            one[0] == other[0] ? Long.compare(one[1], other[1]) : Long.compare(one[0], other[0]));
    List<Long> lines = new ArrayList<>();
    for (Slice slice : file.slices()) {
      read(file, slice).forEach(row -> lines.add(row.line()));
    }
    assertThat(lines).as("seed %d", seed).isEqualTo(expected.stream().map(row -> row[1]).toList());
    assertThat(home.resolve("work").toFile().list())
        .containsExactlyInAnyOrder("rows", "index.json");
  }

  private WorkFile write(long sliceRows, List<WithdrawalRow> rows) throws IOException {
    try (WorkFileWriter writer = new WorkFileWriter(home.resolve("work"), sliceRows)) {
      for (WithdrawalRow row : rows) {
        writer.add(row);
      }
      return writer.finish(COLUMNS);
    }
  }

  private static List<WithdrawalRow> read(WorkFile file, Slice slice) throws IOException {
    SliceReader reader = new SliceReader(file, slice);
    reader.open(new ExecutionContext());
    List<WithdrawalRow> rows = new ArrayList<>();
    for (WithdrawalRow row = reader.read(); row != null; row = reader.read()) {
      rows.add(row);
    }
    reader.close();
    return rows;
  }

  private static List<WithdrawalRow> rows(String text) {
    List<WithdrawalRow> rows = new ArrayList<>();
    for (String row : text.split(" ", -1)) {
      String[] parts = row.split(":", -1);
      rows.add(row(rows.size() + 2, parts[0], parts[1]));
    }
    return rows;
  }

  private static WithdrawalRow row(long line, String requestId, String account) {
    return new WithdrawalRow(
        0, line, requestId, account, "", "1.00", "", List.of(requestId, account, "1.00"), false);
  }
}
