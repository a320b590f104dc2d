package bank.withdrawals.intake;

import static bank.withdrawals.csv.CsvSamples.utf8;
import static bank.withdrawals.intake.Samples.USUAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bank.withdrawals.csv.CsvSamples;
import bank.withdrawals.domain.WithdrawalRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.NonTransientResourceException;

class WithdrawalRowReaderTest {

  private static final String HEADER = "account_id,amount\n";

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("day.csv");
  }

  /** Stopped after any row and opened again, it reads the rows of an uninterrupted reading. */
  @Test
  void resumesAfterAnyRow() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 25; round++) {
      String described = "seed %d, round %d".formatted(seed, round);
      List<WithdrawalRow> written = writeRandomFile(random);
      ExecutionContext uninterrupted = new ExecutionContext();
      assertThat(rows(uninterrupted, Integer.MAX_VALUE)).as(described).isEqualTo(written);

      for (int stop = 0; stop <= written.size(); stop++) {
        ExecutionContext context = new ExecutionContext();
        List<WithdrawalRow> seen = new ArrayList<>(rows(context, stop));
        seen.addAll(rows(new ExecutionContext(context.toMap()), Integer.MAX_VALUE));
        assertThat(seen).as("%s, stopped after %d", described, stop).isEqualTo(written);
      }

      ExecutionContext context = new ExecutionContext();
      List<WithdrawalRow> oneByOne = new ArrayList<>();
      for (int i = 0; i < written.size(); i++) {
        oneByOne.addAll(rows(context, 1));
      }
      assertThat(oneByOne).as("%s, one row a run", described).isEqualTo(written);
      rows(context, 1);
      assertThat(context.toMap()).as(described).isEqualTo(uninterrupted.toMap());
    }
  }

  @Test
  void savesTheReadPositionOfRowsReturned() throws Exception {
    Files.writeString(file, "\uFEFF" + HEADER + "1,2\r\n\"3\n\",4\n5,6\n");
    ExecutionContext context = new ExecutionContext();
    WithdrawalRowReader reader = reader();

    reader.open(context);
    assertThat(position(context)).containsExactly(21L, 2L);
    reader.read();
    assertThat(position(context)).as("before update").containsExactly(21L, 2L);
    reader.update(context);
    assertThat(position(context)).containsExactly(26L, 3L);
    reader.read();
    reader.update(context);
    assertThat(position(context)).containsExactly(33L, 5L);
    reader.read();
    reader.read();
    reader.update(context);
    assertThat(position(context)).containsExactly(37L, 6L);
    reader.close();
    reader.close();
  }

  @Test
  void readsCellsUnchanged() throws Exception {
    Files.writeString(file, "note,Amount,ACCOUNT_ID,reason\n'=x,5,7,y\nodd\n\n");
    assertThat(rows(new ExecutionContext(), 9))
        .containsExactly(
            new WithdrawalRow(2, prefix() + 2, "7", "5", "", List.of("=x", "5", "7"), false),
            new WithdrawalRow(3, "", "", "", "", List.of("odd"), true),
            new WithdrawalRow(4, "", "", "", "", List.of(""), true));
  }

  @Test
  void readsTheColumnsWithoutReadingRows() throws Exception {
    Files.writeString(file, "message,Amount,account_id,Note\n\"never closed");
    assertThat(WithdrawalRowReader.readColumns(file, USUAL))
        .containsExactly("Amount", "account_id", "Note");

    Files.writeString(file, "7,5\n");
    assertThatThrownBy(() -> WithdrawalRowReader.readColumns(file, USUAL))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no column account_id");
  }

  @Test
  void failsIfTheFileIsNotTheOneFirstOpened() throws Exception {
    Files.writeString(file, HEADER + "1,2\n3,4\n");
    WithdrawalRowReader reader = reader();
    ExecutionContext context = new ExecutionContext();
    reader.open(context);
    reader.read();
    reader.update(context);
    reader.close();

    Files.writeString(file, "5,6\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> reader.open(context))
        .isInstanceOf(ItemStreamException.class)
        .hasMessageContaining("day.csv was changed after it was accepted");

    Files.writeString(file, HEADER + "1,2\n3,5\n");
    modifiedAt(1);
    assertThatThrownBy(() -> reader.open(context))
        .as("as long as before")
        .isInstanceOf(ItemStreamException.class)
        .hasMessageContaining("was changed");

    Files.delete(file);
    assertThatThrownBy(() -> reader.open(context))
        .isInstanceOf(ItemStreamException.class)
        .hasMessageContaining("Cannot read day.csv");

    Files.createDirectory(file);
    assertThatThrownBy(() -> reader.open(context)).isInstanceOf(ItemStreamException.class);
  }

  @Test
  void resumesInACopyOfTheSameBytes() throws Exception {
    Files.writeString(file, HEADER + "1,2\n3,4\n");
    ExecutionContext context = new ExecutionContext();
    rows(context, 1);

    modifiedAt(1_000_000);

    assertThat(rows(context, 9)).extracting(WithdrawalRow::accountId).containsExactly("3");
  }

  @Test
  void failsIfTheFileChangesAfterOpening() throws Exception {
    for (String later : List.of("1,2\n", "1,2\n3,4\n5,6\n", "1,2\n3,5\n", "1,2\n\"3,4\n")) {
      Files.writeString(file, HEADER + "1,2\n3,4\n");
      modifiedAt(1);
      WithdrawalRowReader reader = reader();
      reader.open(new ExecutionContext());

      Files.writeString(file, HEADER + later);

      assertThatThrownBy(
              () -> {
                while (reader.read() != null) {
                  // Reads to the end, where it must fail.
                }
              })
          .as(later)
          .isInstanceOf(NonTransientResourceException.class);
      reader.close();
    }
  }

  @Test
  void returnsNoRowAppendedAfterOpening() throws Exception {
    Files.writeString(file, HEADER + "1,2\n");
    WithdrawalRowReader reader = reader();
    reader.open(new ExecutionContext());
    Files.writeString(file, "3,4\n", StandardOpenOption.APPEND);
    assertThat(reader.read()).isNotNull();
    assertThatThrownBy(reader::read).isInstanceOf(NonTransientResourceException.class);
    reader.close();
  }

  @Test
  void failsOnAReadPositionOutsideTheRows() throws Exception {
    Files.writeString(file, HEADER + "1,2\n");
    ExecutionContext context = new ExecutionContext();
    rows(context, 0);
    for (long offset : new long[] {-1, 0, 17, 23}) {
      context.putLong(WithdrawalRowReader.OFFSET, offset);
      assertThatThrownBy(() -> rows(context, 1))
          .isInstanceOf(ItemStreamException.class)
          .hasMessageContaining("not within its rows");
    }
  }

  @Test
  void mustBeOpen() {
    WithdrawalRowReader reader =
        new WithdrawalRowReader(file, "0".repeat(64), USUAL, Partition.WHOLE);
    assertThatThrownBy(reader::read).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new WithdrawalRowReader(file, "0A", USUAL, Partition.WHOLE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Returns the rows of the file from what was written to it, without reading it. */
  private List<WithdrawalRow> writeRandomFile(Random random) throws Exception {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
    text.append("note,account_id,amount").append(CsvSamples.randomLineEnd(random));
    List<Long> lines = new ArrayList<>();
    List<List<String>> records = new ArrayList<>();
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      List<String> cells = new ArrayList<>();
      int columns = random.nextInt(5) == 0 ? 1 + random.nextInt(4) : 3;
      for (int c = 0; c < columns; c++) {
        cells.add(CsvSamples.randomCell(random));
      }
      String record = CsvSamples.asRecord(cells, random);
      // The last record needs no line end unless it is empty: without one there is no record.
      boolean ended = i < count - 1 || record.isEmpty() || random.nextBoolean();
      lines.add(1 + text.chars().filter(c -> c == '\n').count());
      records.add(cells);
      text.append(record).append(ended ? CsvSamples.randomLineEnd(random) : "");
    }
    Files.write(file, utf8(text.toString()));
    List<WithdrawalRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(expected(lines.get(i), records.get(i)));
    }
    return rows;
  }

  private WithdrawalRow expected(long line, List<String> written) throws Exception {
    List<String> cells =
        written.stream().map(cell -> cell.replaceFirst("(?s)^'([=+@\t\r-])", "$1")).toList();
    return cells.size() == 3
        ? new WithdrawalRow(line, prefix() + line, cells.get(1), cells.get(2), "", cells, false)
        : new WithdrawalRow(line, "", "", "", "", cells, true);
  }

  private List<WithdrawalRow> rows(ExecutionContext context, int most) throws Exception {
    WithdrawalRowReader reader = reader();
    reader.open(context);
    List<WithdrawalRow> rows = new ArrayList<>();
    while (rows.size() < most) {
      WithdrawalRow row = reader.read();
      if (row == null) {
        break;
      }
      rows.add(row);
    }
    reader.update(context);
    reader.close();
    return rows;
  }

  private WithdrawalRowReader reader() throws Exception {
    return new WithdrawalRowReader(file, FileInspector.sha256(file), USUAL, Partition.WHOLE);
  }

  private String prefix() throws Exception {
    return FileInspector.sha256(file).substring(0, 16) + ":";
  }

  private void modifiedAt(long millis) throws Exception {
    Files.setLastModifiedTime(file, FileTime.fromMillis(millis));
  }

  private static List<Long> position(ExecutionContext context) {
    return Stream.of(WithdrawalRowReader.OFFSET, WithdrawalRowReader.LINE)
        .map(context::getLong)
        .toList();
  }
}
