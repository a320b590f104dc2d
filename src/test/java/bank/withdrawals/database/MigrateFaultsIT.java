package bank.withdrawals.database;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Tool;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code migrate} without a PostgreSQL. */
class MigrateFaultsIT {

  @TempDir Path home;

  @Test
  void theEmbeddedDatabaseCanBeMigratedToo() {
    assertThat(Tool.at(home).run("migrate").exits(0).out()).contains("\"PUBLIC\"", "to version 3.");
    assertThat(Tool.at(home).run("migrate").exits(0).out()).startsWith("Nothing to do");
    Tool.at(home).with("WITHDRAWALS_MIGRATE", "false").run("accounts").exits(0);
  }
}
