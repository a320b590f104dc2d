package bank.withdrawals.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bank.withdrawals.domain.WithdrawalRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * Several readers of one file: each row goes to one of them, all rows of an account to the same.
 */
class PartitionTest {

  private static final String HEADER = "request_id,account_id,amount";
  private static final int ENOUGH_TO_SPREAD = 1_000;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyAccountIsInOnePartition(int count) {
    int[] accounts = new int[count];
    for (int account = 0; account < ENOUGH_TO_SPREAD; account++) {
      String id = Integer.toString(account);
      List<Partition> containing =
          Partition.of(count).stream().filter(p -> p.contains(id)).toList();
      assertThat(containing).as("account %s", id).hasSize(1);
      assertThat(containing).isEqualTo(containing("00" + id, count));
      accounts[containing.get(0).number() - 1]++;
    }
    assertThat(IntStream.of(accounts)).allMatch(some -> some > ENOUGH_TO_SPREAD / count / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "1 ", "1234567890123456789", "١"})
  void rowsWithoutAnAccountAreInTheFirst(String text) {
    assertThat(containing(text, 8)).containsExactly(new Partition(1, 8));
  }

  private static List<Partition> containing(String id, int count) {
    return Partition.of(count).stream().filter(partition -> partition.contains(id)).toList();
  }

  @Test
  void textIsParsedBack() {
    for (Partition partition : Partition.of(8)) {
      assertThat(Partition.parse(partition.toString())).isEqualTo(partition);
    }
    assertThatThrownBy(() -> Partition.parse("9/8")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Partition.parse("0/8")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void allPartitionsTogetherReadEveryRowOnce() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add("r%d,%s,1.00".formatted(i, i % 10 == 0 ? "x" : i % 7));
    }
    rows.add("\"two\nlines\",3,1.00");
    rows.add("too,many,cells,here");
    Path file = file(rows);
    List<Long> lines = new ArrayList<>();
    for (Partition partition : Partition.of(3)) {
      ExecutionContext context = new ExecutionContext();
      List<Long> read = new ArrayList<>();
      // A new reader for each row: only the read position is kept.
      for (Long line = next(file, partition, context); line != null; ) {
        read.add(line);
        line = next(file, partition, context);
      }
      assertThat(read).isSorted();
      assertThat(WithdrawalRowReader.readPosition(context)).isEqualTo(104);
      lines.addAll(read);
    }
    assertThat(lines).hasSize(102).doesNotHaveDuplicates();
  }

  private static Long next(Path file, Partition partition, ExecutionContext context)
      throws IOException {
    WithdrawalRowReader reader =
        new WithdrawalRowReader(file, FileInspector.sha256(file), Samples.USUAL, partition);
    reader.open(context);
    WithdrawalRow row = reader.read();
    reader.update(context);
    reader.close();
    return row == null ? null : row.line();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "two accounts        | a,1,1.00 b,2,1.00 a,2,1.00      | true",
        "the same account    | a,1,1.00 b,2,1.00 a,01,2.00     | false",
        "the same row        | a,1,1.00 a,1,1.00 a,1,1.00      | false",
        "a third occurrence  | a,1,1.00 a,1,1.00 a,2,1.00      | true",
        "another case        | a,1,1.00 A,2,1.00               | false",
        "a malformed row     | a,1,1.00 a,2                    | false",
        "no request ids      | ,1,1.00 ,2,1.00 ,3,1.00         | false",
        "not an account id   | a,1,1.00 a,x,1.00               | true",
      })
  void requestIdOnTwoAccountsIsDetected(String what, String rows, boolean shared)
      throws IOException {
    Path file = file(List.of(rows.split(" ")));
    assertThat(SharedRequestIds.detect(file, FileInspector.sha256(file), Samples.USUAL))
        .as(what)
        .isEqualTo(shared);
  }

  /** The filter gives false candidates here; the second pass must not. */
  @Test
  void amongManyRowsOnlyARealOneIsDetected() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      rows.add(i + "," + i + ",1");
    }
    Path file = file(rows);
    String sha256 = FileInspector.sha256(file);
    assertThat(SharedRequestIds.detect(file, sha256, Samples.USUAL)).isFalse();
    rows.add("12345,54321,1");
    file = file(rows);
    assertThat(SharedRequestIds.detect(file, FileInspector.sha256(file), Samples.USUAL)).isTrue();
  }

  private Path file(List<String> rows) throws IOException {
    return Files.writeString(
        directory.resolve("rows.csv"), HEADER + "\n" + String.join("\n", rows) + "\n");
  }
}
