package bank.withdrawals.database;

import java.util.Collection;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** The sentences about a schema whose tables are not those of this build. */
final class SchemaRefusals {

  private SchemaRefusals() {}

  static DatabaseRefusedException skipsTables(String schema) {
    return new DatabaseRefusedException(
        ("The history of the schema \"%s\" begins with a baseline that skips tables of this job."
                + " Nothing was done: run `migrate`, which makes them.")
            .formatted(schema));
  }

  static DatabaseRefusedException notEmpty(String schema, FlywayException failure) {
    return new DatabaseRefusedException(
        ("The schema \"%s\" has tables or functions, but none of this job. Nothing was done: give"
                + " the job a schema of its own (docs/database.md), or run `migrate` to put its"
                + " tables there.")
            .formatted(schema),
        failure);
  }

  static DatabaseRefusedException namesTaken(String schema, Collection<String> names) {
    return new DatabaseRefusedException(
        ("The schema \"%s\" has something of another application under a name that this job needs:"
                + " %s. Nothing was done: give the job a schema of its own (docs/database.md).")
            .formatted(schema, String.join(", ", names)));
  }

  /**
   * The tables are missing or too old.
   *
   * @param version that of the tables; empty if there are none
   */
  static DatabaseRefusedException outdated(String schema, Optional<String> version) {
    return new DatabaseRefusedException(
        version
            .map(
                older ->
                    "The tables in the schema \"%s\" have the version %s, which is not that of this build"
                        .formatted(schema, older))
            .orElse("The schema \"%s\" has no tables of this job".formatted(schema))
            .concat(
                ". Nothing was done: run `migrate` with a login that may create tables"
                    + " (docs/database.md)."));
  }

  /** A migration that was cut off in a database without transactions for tables is another case. */
  static RuntimeException otherBuild(FlywayValidateException failure) {
    return String.valueOf(failure.getMessage()).contains("Detected failed migration")
        ? failure
        : new DatabaseRefusedException(
            "The database was made by another build of this program, which this one cannot read:"
                + " use an empty database, or the build that made it.",
            failure);
  }
}
