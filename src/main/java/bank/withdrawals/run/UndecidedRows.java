package bank.withdrawals.run;

import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.workfile.Slice;
import bank.withdrawals.workfile.SliceReader;
import bank.withdrawals.workfile.WorkFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a work file that a run has not decided yet, slice by slice. */
final class UndecidedRows implements AutoCloseable {

  private final WorkFile file;
  private final Map<Integer, SliceReader.Progress> positions;
  private final Iterator<Slice> slices;
  private @Nullable SliceReader reader;

  /**
   * The undecided rows of a file.
   *
   * @param positions how far each slice is decided, by its number; a missing one has not begun
   */
  UndecidedRows(WorkFile file, Map<Integer, SliceReader.Progress> positions) {
    this.file = file;
    this.positions = positions;
    this.slices = file.slices().iterator();
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
    while (rows.size() < limit && (reader != null || slices.hasNext())) {
      if (reader == null) {
        reader = open(slices.next());
      }
      WithdrawalRow row = reader.read();
      if (row == null) {
        close();
      } else {
        rows.add(row);
      }
    }
    return rows;
  }

  private SliceReader open(Slice slice) {
    SliceReader.Progress decided = positions.get(slice.number());
    SliceReader opened = new SliceReader(file, slice);
    opened.openAfter(decided == null ? slice.first() - 1 : decided.read());
    return opened;
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
