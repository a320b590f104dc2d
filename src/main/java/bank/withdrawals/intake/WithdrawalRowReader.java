package bank.withdrawals.intake;

import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.files.Printable;
import bank.withdrawals.format.DefaultFormat;
import bank.withdrawals.format.RefusedFileException;
import bank.withdrawals.format.RowSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.NonTransientResourceException;

/**
 * Reads the rows of one partition of an accepted file, from its first row or from a read position.
 */
public final class WithdrawalRowReader implements ItemStreamReader<WithdrawalRow> {

  static final String LINE = "readPosition.line";

  private static final int ID_PREFIX_DIGITS = 16;

  private final Path file;
  private final String sha256;
  private final IntakeSettings settings;
  private final Partition partition;
  private @Nullable RowSource rows;
  private long line;

  /** A reader of one file's rows, not opened yet. */
  public WithdrawalRowReader(
      Path file, String sha256, IntakeSettings settings, Partition partition) {
    this.file = file;
    this.sha256 = sha256;
    this.settings = settings;
    this.partition = partition;
  }

  /** Reads the names of the columns of {@link WithdrawalRow#cells}. */
  public static List<String> readColumns(Path file, IntakeSettings settings) throws IOException {
    try (RowSource rows = source(file, "", settings)) {
      return rows.columns();
    } catch (RefusedFileException refused) {
      throw new IllegalStateException(refused.sentence(Printable.name(file)), refused);
    }
  }

  @Override
  public void open(ExecutionContext context) {
    close();
    try {
      if (!FileInspector.sha256(file).equals(sha256)) {
        throw new ItemStreamException(
            "%s was changed after it was accepted; put the accepted file (SHA-256 %s) back"
                .formatted(Printable.name(file), sha256));
      }
      rows = source(file, sha256.substring(0, ID_PREFIX_DIGITS) + ":", settings);
    } catch (RefusedFileException refused) {
      throw new ItemStreamException(refused.sentence(Printable.name(file)), refused);
    } catch (IOException failed) {
      throw new ItemStreamException("Cannot read " + Printable.name(file), failed);
    }
    line = readPosition(context);
  }

  private static RowSource source(Path file, String idPrefix, IntakeSettings settings)
      throws IOException, RefusedFileException {
    return new DefaultFormat()
        .open(file, Files.newInputStream(file), settings.readRules(), idPrefix);
  }

  @Override
  public @Nullable WithdrawalRow read() throws IOException {
    try {
      for (WithdrawalRow row = requireOpen().next(); row != null; row = requireOpen().next()) {
        if (row.line() > line && partition.contains(row.accountId())) {
          line = row.line();
          return new WithdrawalRow(
              line,
              line,
              row.requestId(),
              row.accountId(),
              row.accountNumber(),
              row.amount(),
              row.currency(),
              row.cells(),
              row.malformed());
        }
      }
      return null;
    } catch (RefusedFileException refused) {
      throw new NonTransientResourceException(refused.sentence(Printable.name(file)), refused);
    }
  }

  /** The read position in a reader's context as a line. 0 if it was never opened. */
  public static long readPosition(ExecutionContext context) {
    return context.getLong(LINE, 0);
  }

  @Override
  public void update(ExecutionContext context) {
    context.putLong(LINE, line);
  }

  @Override
  public void close() {
    if (rows != null) {
      try {
        rows.close();
      } catch (IOException failed) {
        throw new ItemStreamException("Cannot close " + Printable.name(file), failed);
      }
      rows = null;
    }
  }

  private RowSource requireOpen() {
    if (rows == null) {
      throw new IllegalStateException("The reader is not open");
    }
    return rows;
  }
}
