package bank.withdrawals.database;

import bank.withdrawals.files.LibraryMessage;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionSystemException;

/**
 * What a failure of the database means for an operator: the server's own text, and the remedy for
 * its cause. Never has the content of a row.
 */
public final class DatabaseFailure {

  private static final int MAX_CAUSES = 30;
  private static final String ADDRESS = "jdbc:\\S+";

  private static final String NEEDED = "; a run needs " + Connections.MINIMUM + " connections";
  private static final String LOGIN =
      "fix SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD";
  private static final String OWN_SESSIONS =
      "use session pooling or a direct address in SPRING_DATASOURCE_URL";
  private static final String PRIMARY =
      "use the address of the primary server, or remove default_transaction_read_only";
  private static final String OWN_SCHEMA = "give the job a schema of its own (docs/database.md)";

  /** The first line that fits counts. A state is a whole SQLSTATE, or the start of one. */
  private static final List<Cause> CAUSES =
      List.of(
          new Cause(
              DatabaseFailure::isUnknownHost, "fix the host in SPRING_DATASOURCE_URL", "08001"),
          new Cause(
              text("SSL|hostnameverifier"),
              "fix sslmode and sslrootcert in the database URL",
              "08"),
          new Cause("start the server, or fix host and port in SPRING_DATASOURCE_URL", "08001"),
          new Cause(LOGIN, "08004", "28P01"),
          new Cause(text("pooling mode"), OWN_SESSIONS, "08"),
          // Of the driver's prepared statements, if a pooler lends a session for one transaction.
          new Cause(OWN_SESSIONS, "26000", "42P05"),
          new Cause("check that the server is up and the network is stable", "08"),
          new Cause(PRIMARY, "25006"),
          // A standby refuses the isolation of Spring Batch before it refuses a change.
          new Cause(text("(?i)hot.standby"), PRIMARY, "0A000"),
          new Cause(
              text("pg_hba"),
              "permit host, user and database in the server's pg_hba.conf, or add ?sslmode=require"
                  + " to SPRING_DATASOURCE_URL if it accepts only TLS",
              "28000"),
          new Cause("fix SPRING_DATASOURCE_USERNAME, or create the role with LOGIN", "28000"),
          new Cause("create the database, or fix its name in SPRING_DATASOURCE_URL", "3D000"),
          new Cause("create the schema, or fix currentSchema in the database URL", "3F000"),
          new Cause("find out which other session locks the same rows in another order", "40P01"),
          new Cause("give the user the rights in docs/database.md", "42501"),
          new Cause("run `migrate`, or fix currentSchema in the database URL", "42P01"),
          new Cause(OWN_SCHEMA, "42P07", "42710"),
          new Cause("free disk space on the database server", "53100"),
          new Cause(
              "raise the connection limit of the server, the database or the role" + NEEDED,
              "53300"),
          new Cause("give the server more of what it lacks", "53"),
          new Cause(
              "find out which session holds the lock, or raise lock_timeout of the user", "55P03"),
          new Cause("raise statement_timeout of the user, or find who cancelled it", "57014"),
          new Cause("raise idle_session_timeout of the user", "57P05"),
          new Cause("wait until the server is up", "57P"),
          new Cause(
              text("Connection is not available"),
              "raise SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE" + NEEDED,
              ""));

  private final SQLException failure;
  private final Optional<Cause> cause;

  private record Cause(Predicate<SQLException> also, String remedy, List<String> states) {

    Cause(Predicate<SQLException> also, String remedy, String... states) {
      this(also, remedy, List.of(states));
    }

    Cause(String remedy, String... states) {
      this(any -> true, remedy, List.of(states));
    }

    boolean fits(SQLException failure) {
      String state = state(failure);
      return states.stream().anyMatch(state::startsWith) && also.test(failure);
    }
  }

  private DatabaseFailure(SQLException failure) {
    this.failure = failure;
    this.cause = CAUSES.stream().filter(each -> each.fits(failure)).findFirst();
  }

  /** The failure of the database that has led to {@code failure}; empty if none has. */
  public static Optional<DatabaseFailure> find(Throwable failure) {
    SQLException found = null;
    Throwable next = failure;
    for (int i = 0; i < MAX_CAUSES && next != null; i++) {
      // The pool wraps the exception of the driver, and a batch that of its row.
      if (next instanceof SQLException sql && (found == null || !state(sql).isEmpty())) {
        found = sql;
      }
      next = behind(next);
    }
    return Optional.ofNullable(found).map(DatabaseFailure::new);
  }

  /** A failed rollback hides the failure that led to it. */
  private static @Nullable Throwable behind(Throwable failure) {
    return failure instanceof TransactionSystemException rollback
            && rollback.getApplicationException() != null
        ? rollback.getApplicationException()
        : failure.getCause();
  }

  static DatabaseFailure of(SQLException failure) {
    return find(failure).orElseThrow();
  }

  /** The sentence if the program cannot start. */
  public String sentenceAtStart() {
    return "The database cannot be used (%s). Nothing was done: %s."
        .formatted(
            described(true),
            cause
                .map(Cause::remedy)
                .orElse("start it, or fix SPRING_DATASOURCE_URL, _USERNAME and _PASSWORD"));
  }

  /** The sentence if a command fails on the way. */
  public String sentence() {
    return "The database failed (%s). Nothing is lost: %s, then run again."
        .formatted(
            described(cause.isPresent()),
            cause.map(Cause::remedy).orElse("see data/withdrawals.log"));
  }

  /** The sentence if there are too few connections. */
  String tooFew(int needed, int available) {
    return "A run needs %d connections to the database at once, and got %d (%s). Nothing was done: %s."
        .formatted(
            needed,
            available,
            described(true),
            cause.map(Cause::remedy).orElse("see data/withdrawals.log"));
  }

  /** The SQLSTATE, with the server's text if the cause is one that has no values of rows. */
  String description() {
    return described(cause.isPresent());
  }

  private String described(boolean withText) {
    String state = state(failure);
    String text = withText || state.isEmpty() ? firstLine(failure) : "";
    return state.isEmpty() ? text : "SQLSTATE " + state + (text.isEmpty() ? "" : ": ") + text;
  }

  private static Predicate<SQLException> text(String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return failure -> compiled.matcher(firstLine(failure)).find();
  }

  private static boolean isUnknownHost(SQLException failure) {
    return failure.getCause() instanceof UnknownHostException;
  }

  private static String state(SQLException failure) {
    return failure.getSQLState() == null ? "" : failure.getSQLState();
  }

  private static String firstLine(SQLException failure) {
    // An address may have a password.
    return LibraryMessage.firstLine(failure).replaceAll(ADDRESS, "the database URL");
  }
}
