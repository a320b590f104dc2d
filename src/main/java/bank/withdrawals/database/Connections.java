package bank.withdrawals.database;

import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.DataSourceUnwrapper;

/**
 * Opens the connections of a run before it debits, because the server, the database, the role or
 * the pool may permit fewer. The pool keeps them open.
 */
public final class Connections {

  /** For the run lock, for a chunk, and one to read ahead or to park an event meanwhile. */
  public static final int MINIMUM = 3;

  private static final Logger log = LoggerFactory.getLogger(Connections.class);

  private final DataSource pool;

  /**
   * The most that were open at once when the server refused one. The pool waits before it fails.
   */
  private volatile int permittedByServer = Integer.MAX_VALUE;

  Connections(DataSource pool) {
    this.pool = pool;
  }

  /**
   * Fails unless the caller, who may hold the run lock but no other connection, can have the
   * minimum.
   *
   * @throws DatabaseRefusedException if there are too few
   */
  public void requireMinimum() {
    try (Opened opened = new Opened(MINIMUM - 1)) {
      if (opened.failure != null) {
        throw new DatabaseRefusedException(
            DatabaseFailure.of(opened.failure).tooFew(MINIMUM, opened.connections.size() + 1),
            opened.failure);
      }
    }
  }

  /**
   * How many slices can be executed at once: each needs a connection, and one more stays free.
   *
   * @param wanted the most that the caller has use for, 1 or more
   * @return 1 or more
   */
  public int slicesAtOnce(int wanted) {
    return wanted == 1 ? 1 : Math.max(1, available(wanted + 1) - 1);
  }

  /** How many connections can be open at once besides those that are in use. */
  private int available(int wanted) {
    HikariDataSource hikari =
        DataSourceUnwrapper.unwrap(pool, HikariConfigMXBean.class, HikariDataSource.class);
    Objects.requireNonNull(hikari, "no pool");
    HikariPoolMXBean state = hikari.getHikariPoolMXBean();
    int inUse = state == null ? 0 : state.getActiveConnections();
    int permitted = Math.min(hikari.getMaximumPoolSize(), permittedByServer);
    try (Opened opened = new Opened(Math.min(wanted, permitted - inUse))) {
      int available = opened.connections.size();
      if (opened.failure != null) {
        permittedByServer = inUse + available;
      }
      if (available < wanted) {
        log.warn(
            "Only {} of {} connections to the database are available ({}).",
            available,
            wanted,
            opened.failure == null
                ? "neither pool nor server permits more"
                : DatabaseFailure.of(opened.failure).description());
      }
      return available;
    }
  }

  /** Connections that are open at the same time, until this is closed. */
  private final class Opened implements AutoCloseable {

    private final Deque<Connection> connections = new ArrayDeque<>();
    private @Nullable SQLException failure;

    private Opened(int wanted) {
      try {
        while (connections.size() < wanted) {
          connections.push(pool.getConnection());
        }
      } catch (SQLException none) {
        failure = none;
      }
    }

    @Override
    public void close() {
      for (Connection connection : connections) {
        try {
          connection.close();
        } catch (SQLException alreadyClosed) {
          // The pool opens another one when it is needed.
        }
      }
    }
  }
}
