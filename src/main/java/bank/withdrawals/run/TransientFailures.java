package bank.withdrawals.run;

import bank.withdrawals.job.GracefulShutdown;
import bank.withdrawals.job.JobSettings;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.lock.SliceLock;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Recognizes transient database failures, and limits the restarts after them. */
@Component
public class TransientFailures {

  private final JobSettings settings;
  private final GracefulShutdown shutdown;

  TransientFailures(JobSettings settings, GracefulShutdown shutdown) {
    this.settings = settings;
    this.shutdown = shutdown;
  }

  /** After which failures a run restarts, how often, and after which delays. */
  RetryPolicy restartPolicy() {
    return RetryPolicy.builder()
        .predicate(failure -> isTransient(failure) && !shutdown.isRequested())
        .maxRetries(settings.restarts())
        .delay(settings.firstDelay())
        .multiplier(2)
        .build();
  }

  /**
   * Whether the run may succeed if it restarts. A restart from the last commit is safe after any of
   * these failures: the launcher first takes a lost run lock again, and a slice is executed under a
   * new lock. A failed transaction counts, because a failed rollback hides its cause.
   */
  public static boolean isTransient(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RunLock.LostException
          || cause instanceof SliceLock.LostException
          || cause instanceof TransientDataAccessException
          || cause instanceof RecoverableDataAccessException
          || cause instanceof DataAccessResourceFailureException
          || cause instanceof TransactionException
          || cause instanceof SQLTransientException
          || cause instanceof SQLRecoverableException
          || (cause instanceof SQLException sql && isTransient(sql))) {
        return true;
      }
    }
    return false;
  }

  /**
   * SQLSTATE classes 08 (connection) and 57P (PostgreSQL: shut down by an operator), and 55P03
   * (PostgreSQL: a lock timeout).
   */
  private static boolean isTransient(SQLException failure) {
    String state = failure.getSQLState();
    return state != null
        && (state.startsWith("08") || state.startsWith("57P") || state.equals("55P03"));
  }
}
