package bank.withdrawals.job;

import bank.withdrawals.domain.Decision;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.Rules;
import bank.withdrawals.domain.ValidatedRow;
import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.files.DiskSpaceGuard;
import bank.withdrawals.ledger.Ledger;
import bank.withdrawals.lock.CommitGuard;
import bank.withdrawals.rejects.RejectedRow;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamWriter;

/**
 * Decides a chunk of rows, in the chunk's transaction:
 *
 * <ol>
 *   <li>Require the lock of the run or slice, before a row is locked. A successor finds the
 *       transaction by this, and ends it if its process cannot.
 *   <li>Validate each row by itself.
 *   <li>Let the ledger decide and debit.
 *   <li>Require the lock again, so that no successor begins before the chunk commits.
 *   <li>Write the rejected rows to the error file.
 * </ol>
 *
 * <p>A rejection is a value, never an exception. Any exception rolls the chunk back and fails the
 * step.
 */
class DebitWriter implements ItemStreamWriter<WithdrawalRow> {

  private final long runId;
  private final LocalDate day;
  private final Ledger ledger;
  private final ItemStreamWriter<RejectedRow> errorFile;
  private final DiskSpaceGuard diskSpace;
  private final CommitGuard guard;

  DebitWriter(
      long runId,
      LocalDate day,
      Ledger ledger,
      ItemStreamWriter<RejectedRow> errorFile,
      DiskSpaceGuard diskSpace,
      CommitGuard guard) {
    this.runId = runId;
    this.day = day;
    this.ledger = ledger;
    this.errorFile = errorFile;
    this.diskSpace = diskSpace;
    this.guard = guard;
  }

  @Override
  public void write(Chunk<? extends WithdrawalRow> chunk) throws Exception {
    diskSpace.require();
    guard.requireHeld();
    List<ValidatedRow> validated = new ArrayList<>(chunk.size());
    for (WithdrawalRow row : chunk) {
      validated.add(Rules.validate(row));
    }
    List<Decision> decisions = ledger.decide(runId, day, validated);
    guard.requireHeld();
    Chunk<RejectedRow> rejected = new Chunk<>();
    for (int i = 0; i < decisions.size(); i++) {
      if (decisions.get(i) instanceof Rejected rejection) {
        rejected.add(new RejectedRow(chunk.getItems().get(i), rejection));
      }
    }
    if (!rejected.isEmpty()) {
      errorFile.write(rejected);
    }
  }

  /** A process that has lost the slice may wake up after the run, and leaves no file behind. */
  @Override
  public void open(ExecutionContext context) {
    guard.requireHeld();
    errorFile.open(context);
  }

  @Override
  public void update(ExecutionContext context) {
    errorFile.update(context);
  }

  @Override
  public void close() {
    errorFile.close();
  }
}
