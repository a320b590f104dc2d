package bank.withdrawals.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.embedded.EmbeddedDatabase;
import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that an earlier build has made is refused in a sentence, and left as it is. */
class EarlierDatabaseTest {

  private static final List<String> EARLIER =
      List.of("V1__batch", "V2__ledger", "V3__more", "V4__limits", "V5__events", "V6__approval");

  @TempDir Path home;
  @TempDir Path migrations;

  @Test
  void anEmbeddedDatabaseIsRefused() throws IOException {
    migrateAsBefore(EmbeddedDatabase.properties(home.resolve("data")));
    assertRefused(Tool.at(home).run("accounts"));
  }

  @Test
  void aPostgresDatabaseIsRefused() throws IOException {
    Map<String, String> database = TestPostgres.newDatabase();
    migrateAsBefore(database);
    assertRefused(Tool.at(home).with(database).run("accounts"));
  }

  private void migrateAsBefore(Map<String, ?> database) throws IOException {
    for (String name : EARLIER) {
      Files.writeString(
          migrations.resolve(name + ".sql"), "CREATE TABLE " + name + " (id BIGINT);\n");
    }
    Flyway.configure()
        .dataSource(
            database.get("spring.datasource.url").toString(),
            database.get("spring.datasource.username").toString(),
            database.get("spring.datasource.password").toString())
        .locations("filesystem:" + migrations)
        .load()
        .migrate();
  }

  private static void assertRefused(Ended ended) {
    ended.exits(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines())
        .containsExactly(
            "The database was made by another build of this program, which this one cannot read:"
                + " use an empty database, or the build that made it.");
  }
}
