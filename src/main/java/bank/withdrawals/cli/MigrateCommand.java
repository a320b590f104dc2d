package bank.withdrawals.cli;

import bank.withdrawals.database.SchemaMigration;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.stores.Backend;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes or updates the tables of the database. */
@Command(
    name = "migrate",
    description = {
      "Makes the tables in the database, or brings them to the version of this program.",
      "Needs a login that may create tables: SPRING_FLYWAY_USER and SPRING_FLYWAY_PASSWORD, or that"
          + " of the other commands.",
      "Each start does the same, unless WITHDRAWALS_MIGRATE is false. But only this command accepts a"
          + " schema with tables of others."
    })
final class MigrateCommand implements Callable<Integer> {

  private final Backend backend;

  @Spec private CommandSpec spec;

  MigrateCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() {
    SchemaMigration migration = backend.getMigration(SchemaMigration.class);
    SchemaMigration.Outcome outcome;
    RunLock.Held lock = backend.getMigration(RunLock.class).acquire();
    try (lock) {
      outcome = migration.onDemand();
    }
    spec.commandLine().getOut().println(sentence(outcome));
    return ExitCode.SUCCESS.code();
  }

  private static String sentence(SchemaMigration.Outcome outcome) {
    return outcome.applied() == 0
        ? "Nothing to do: the tables in the schema \"%s\" have version %s already."
            .formatted(outcome.schema(), outcome.to())
        : "Migrated the schema \"%s\" from %s to version %s."
            .formatted(
                outcome.schema(),
                outcome.from().map("version "::concat).orElse("no tables of this job"),
                outcome.to());
  }
}
