package bank.withdrawals.run;

import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.intake.IntakeSettings;
import bank.withdrawals.intake.Partition;
import bank.withdrawals.intake.WithdrawalRowReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/** Reads the rows of a file that a run has not decided yet, in file order over all partitions. */
final class UndecidedRows implements AutoCloseable {

  private final List<WithdrawalRowReader> readers = new ArrayList<>();
  private final PriorityQueue<Head> heads =
      new PriorityQueue<>(Comparator.comparingLong(head -> head.row().line()));

  private record Head(WithdrawalRow row, WithdrawalRowReader reader) {}

  /**
   * Opens the file.
   *
   * @param positions the read position of each partition; empty for all rows
   * @throws IOException if it cannot be read
   */
  UndecidedRows(
      Path file, String sha256, IntakeSettings settings, Map<Partition, ExecutionContext> positions)
      throws IOException {
    Map<Partition, ExecutionContext> from =
        positions.isEmpty() ? Map.of(Partition.WHOLE, new ExecutionContext()) : positions;
    try {
      for (Map.Entry<Partition, ExecutionContext> position : from.entrySet()) {
        WithdrawalRowReader reader =
            new WithdrawalRowReader(file, sha256, settings, position.getKey());
        readers.add(reader);
        reader.open(position.getValue());
        readFrom(reader);
      }
    } catch (IOException | RuntimeException failure) {
      close();
      throw failure;
    }
  }

  /**
   * Reads the next rows.
   *
   * @param limit the most rows to read
   * @return none after the last row
   * @throws IOException if the file cannot be read
   */
  List<WithdrawalRow> next(int limit) throws IOException {
    List<WithdrawalRow> rows = new ArrayList<>(limit);
    while (rows.size() < limit) {
      WithdrawalRow row = next();
      if (row == null) {
        break;
      }
      rows.add(row);
    }
    return rows;
  }

  private @Nullable WithdrawalRow next() throws IOException {
    Head head = heads.poll();
    if (head == null) {
      return null;
    }
    readFrom(head.reader());
    return head.row();
  }

  private void readFrom(WithdrawalRowReader reader) throws IOException {
    WithdrawalRow row = reader.read();
    if (row != null) {
      heads.add(new Head(row, reader));
    }
  }

  @Override
  public void close() {
    readers.forEach(WithdrawalRowReader::close);
  }
}
