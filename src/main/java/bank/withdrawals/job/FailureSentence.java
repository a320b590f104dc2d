package bank.withdrawals.job;

import bank.withdrawals.database.DatabaseFailure;
import bank.withdrawals.database.DatabaseRefusedException;
import bank.withdrawals.files.DiskSpaceGuard;
import bank.withdrawals.files.Printable;
import bank.withdrawals.intake.FirstAccounts;
import bank.withdrawals.lock.PooledSessionException;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.outbox.EventsNotSentException;
import bank.withdrawals.outbox.TopicRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.NonTransientResourceException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Describes a failure in one sentence for an operator. The log file has the details. */
public final class FailureSentence {

  private static final int MAX_CAUSES = 20;

  private FailureSentence() {}

  /** What happened and what to do. Never has the content of a row. */
  public static String of(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      if (cause instanceof EventsNotSentException
          || cause instanceof TopicRefusedException
          || cause instanceof DiskSpaceGuard.NotEnoughSpaceException
          || cause instanceof ItemStreamException
          || cause instanceof NonTransientResourceException
          || cause instanceof FirstAccounts.NoneExistsException
          || cause instanceof RunLock.LockedException
          || cause instanceof PooledSessionException
          || cause instanceof RemoteSlices.FailedException
          || cause instanceof DatabaseRefusedException) {
        return String.valueOf(cause.getMessage());
      }
      if (cause instanceof UncheckedIOException io) {
        return String.valueOf(io.getMessage());
      }
      if (cause instanceof FileSystemException file) {
        return "The file %s cannot be used (%s): nothing is lost, fix it and run again."
            .formatted(Printable.text(String.valueOf(file.getFile())), reason(file));
      }
      if (cause instanceof IOException io) {
        return "A file could not be read or written (%s): nothing is lost, fix it and run again."
            .formatted(Objects.requireNonNullElse(io.getMessage(), io.getClass().getSimpleName()));
      }
      if (cause instanceof SQLException || cause instanceof TransactionException) {
        Optional<DatabaseFailure> database = DatabaseFailure.find(cause);
        if (database.isPresent()) {
          return database.get().sentence();
        }
      }
      if (cause.getCause() == null
          && (cause instanceof DataAccessException || cause instanceof TransactionException)) {
        return "The database failed (%s): nothing is lost, fix it and run again."
            .formatted(cause.getClass().getSimpleName());
      }
      cause = cause.getCause();
    }
    return "An unexpected failure (%s): nothing is lost; see data/withdrawals.log, then run again."
        .formatted(failure.getClass().getSimpleName());
  }

  private static String reason(FileSystemException failure) {
    if (failure instanceof NoSuchFileException) {
      return "not found";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    return Objects.requireNonNullElse(failure.getReason(), "it is in the way");
  }
}
