package bank.withdrawals.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Databases and schemas that are not the job's: each is refused in a sentence, and left as it is.
 */
class SchemaTest {

  private static final String RELATIONS =
      """
      SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
       WHERE n.nspname = ? AND relkind IN ('r', 'S', 'i') ORDER BY relname
      """;

  @TempDir Path home;

  private final Map<String, String> database = TestPostgres.newDatabase();
  private final JdbcTemplate sql = sql(database);

  /** The columns: what exists beside public, the search path, and the name in the sentence. */
  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE SCHEMA other  | bnak          | bnak",
        "CREATE SCHEMA bank   | bank,bnak     | bnak",
        "CREATE SCHEMA bank   | bnak,bank     | bnak",
        "CREATE SCHEMA bank   | Bank,\"Bank\" | Bank",
        "DROP SCHEMA public   | ''            | public",
      })
  void aSchemaThatDoesNotExistIsNamedAndNeverMade(String before, String path, String name) {
    sql.execute(before);
    List<String> schemas = schemas();
    assertRefused(path, "The schema \"%s\" does not exist in the database".formatted(name))
        .contains("Nothing was done", "currentSchema", "CREATE SCHEMA \"%s\"".formatted(name));
    assertThat(schemas()).isEqualTo(schemas);
  }

  @Test
  void theTablesGoToTheFirstSchemaOfThePath() {
    sql.execute("CREATE SCHEMA bank");
    at("bank,public").run("accounts").exits(0);
    assertThat(relations("bank")).contains("account", "batch_job_instance");
    assertThat(relations("public")).isEmpty();
  }

  @Test
  void aSchemaThatTheUserMayNotUseIsNamed() {
    sql.execute("CREATE SCHEMA bank");
    sql.execute("CREATE ROLE stranger_of_the_schema LOGIN");
    String url = url("bank").replace("user=postgres", "user=stranger_of_the_schema");
    assertThat(Tool.at(home).with("SPRING_DATASOURCE_URL", url).run("accounts").exits(1).err())
        .startsWith("The user \"stranger_of_the_schema\" may not use the schema \"bank\".")
        .contains("GRANT USAGE");
    sql.execute("DROP ROLE stranger_of_the_schema");
  }

  @Test
  void aSchemaWithTablesOfOthersIsRefusedUntilSomebodyAsksForIt() {
    sql.execute("CREATE TABLE customer (id BIGINT)");
    Ended refused = at("").run("accounts").exits(1);
    assertThat(refused.err().lines())
        .containsExactly(
            "The schema \"public\" has tables or functions, but none of this job. Nothing was done:"
                + " give the job a schema of its own (docs/database.md), or run `migrate` to put its"
                + " tables there.");
    assertThat(relations("public")).containsExactly("customer");

    assertThat(at("").run("migrate").exits(0).lines())
        .containsExactly(
            "Migrated the schema \"public\" from no tables of this job to version %s."
                .formatted(newest()));
    assertThat(relations("public")).contains("customer", "account", "batch_job_instance");
    at("").run("accounts").exits(0);
    assertThat(at("").run("migrate").exits(0).lines())
        .containsExactly(
            "Nothing to do: the tables in the schema \"public\" have version %s already."
                .formatted(newest()));
  }

  /** Flyway's message advises a baseline, whose version skips the first migration. */
  @Test
  void aBaselineThatSkipsTablesIsRefusedAndMigrateMakesThem() {
    sql.execute("CREATE TABLE customer (id BIGINT)");
    asFlywayAdvises();
    assertThat(relations("public")).contains("account").doesNotContain("batch_job_instance");
    assertThat(at("").run("accounts").exits(1).err())
        .startsWith("The history of the schema \"public\" begins with a baseline that skips")
        .contains("run `migrate`");

    assertThat(at("").run("migrate").exits(0).out()).startsWith("Migrated the schema \"public\"");
    assertThat(relations("public")).contains("batch_job_instance");
    at("").run("accounts").exits(0);
    at("").run("status").exits(0);
  }

  private void asFlywayAdvises() {
    Flyway.configure()
        .dataSource(
            new DriverManagerDataSource(database.get("spring.datasource.url"), "postgres", ""))
        .locations("classpath:db/migration/common", "classpath:db/migration/postgresql")
        .javaMigrations(new BatchSchemaMigration())
        .baselineOnMigrate(true)
        .load()
        .migrate();
  }

  /** The columns: what another application has, and the name in the sentence. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE TABLE account (id BIGINT)                       | account",
        "CREATE VIEW withdrawal AS SELECT 1                     | withdrawal",
        "CREATE TABLE batch_job_instance (id BIGINT)            | batch_job_instance",
        "CREATE SEQUENCE batch_job_instance_seq                 | batch_job_instance_seq",
        "CREATE TYPE approval AS ENUM ('yes')                   | approval",
        "CREATE TABLE x (id BIGINT); CREATE INDEX input_file_sha256 ON x (id) | input_file_sha256",
      })
  void aNameThatAnotherApplicationUsesIsRefusedBeforeTheFirstTable(String before, String name) {
    sql.execute(before);
    List<String> relations = relations("public");
    assertRefused("", "The schema \"public\" has something of another application")
        .contains(": " + name + ". Nothing was done", "docs/database.md");
    assertThat(relations("public")).isEqualTo(relations);
  }

  /** A failure in the middle, here of the last migration, leaves nothing. */
  @Test
  void aMigrationThatFailsLeavesNothing() {
    sql.execute(
        """
        CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION 'not today' USING ERRCODE = '53100'; END $$
        """);
    sql.execute("CREATE SCHEMA bank");
    sql.execute(
        "CREATE EVENT TRIGGER refuse ON ddl_command_end WHEN TAG IN ('ALTER TABLE')"
            + " EXECUTE FUNCTION public.refuse()");
    assertThat(at("bank").run("accounts").exits(1).err())
        .contains("SQLSTATE 53100: ERROR: not today", "free disk space");
    assertThat(relations("bank")).isEmpty();
    assertThat(at("bank").run("migrate").exits(1).err()).contains("SQLSTATE 53100: ERROR");
    assertThat(relations("bank")).isEmpty();
    sql.execute("DROP EVENT TRIGGER refuse");
    at("bank").run("accounts").exits(0);
  }

  /** The script of the migrations is read for names; this compares them with what it makes. */
  @Test
  void theNamesOfTheJobAreThoseThatTheMigrationsMake() {
    at("").run("migrate").exits(0);
    List<String> made =
        sql.queryForList(
            """
            SELECT relname FROM pg_class
             WHERE relnamespace = 'public'::regnamespace
               AND relkind IN ('r', 'S')
               AND relname <> 'flyway_schema_history'
               AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = pg_class.oid AND deptype = 'i'
                                  AND relkind = 'S')
            """,
            String.class);
    assertThat(made).isNotEmpty();
    assertThat(OwnNames.ofBatch()).hasSize(9);
    assertThat(made)
        .allMatch(name -> OwnNames.ofBatch().contains(name) || OwnNames.ofLedger().contains(name));
  }

  @ParameterizedTest
  @CsvSource({"LATIN1", "SQL_ASCII"})
  void aDatabaseThatCannotStoreEveryTextIsRefused(String encoding) {
    String name = "encoding_" + encoding.toLowerCase(Locale.ROOT);
    sql.execute(
        "CREATE DATABASE %s ENCODING '%s' LOCALE 'C' TEMPLATE template0".formatted(name, encoding));
    Map<String, String> other = new HashMap<>(database);
    other.computeIfPresent(
        "spring.datasource.url", (key, url) -> url.replaceAll("/test\\d+", "/" + name));
    assertThatExceptionOfType(DatabaseRefusedException.class)
        .isThrownBy(() -> migration(other.get("spring.datasource.url")).atStart())
        .withMessageStartingWith("The database \"%s\" has the encoding %s", name, encoding)
        .withMessageContaining("Nothing was done")
        .withMessageContaining("ENCODING 'UTF8' TEMPLATE template0");
    sql.execute("DROP DATABASE " + name);
  }

  @Test
  void withoutMigrationsAStartRefusesAllButTheTablesOfThisBuild() {
    Tool tool = at("").with("WITHDRAWALS_MIGRATE", "false");
    assertThat(tool.run("accounts").exits(1).err())
        .startsWith(
            "The schema \"public\" has no tables of this job. Nothing was done: run `migrate`");
    assertThat(relations("public")).isEmpty();
    assertThat(tool.run("migrate").exits(0).out()).contains("to version");
    tool.run("accounts").exits(0);

    sql.execute("DELETE FROM flyway_schema_history WHERE version = '2.2'");
    sql.execute("DELETE FROM installation");
    assertThat(tool.run("accounts").exits(1).err())
        .startsWith(
            "The tables in the schema \"public\" have the version 2.1, which is not that of")
        .contains("run `migrate`");
    tool.run("migrate").exits(0);
    tool.run("accounts").exits(0);

    sql.execute("UPDATE flyway_schema_history SET version = '99' WHERE version = '2.2'");
    for (Tool each : List.of(tool, at(""))) {
      assertThat(each.run("accounts").exits(1).err())
          .startsWith("The database was made by another");
    }
  }

  @Test
  void theEmbeddedDatabaseCanBeMigratedToo() {
    assertThat(Tool.at(home).run("migrate").exits(0).out()).contains("\"PUBLIC\"", "to version 3.");
    assertThat(Tool.at(home).run("migrate").exits(0).out()).startsWith("Nothing to do");
    Tool.at(home).with("WITHDRAWALS_MIGRATE", "false").run("accounts").exits(0);
  }

  /** At a start, and by the command. */
  private AbstractStringAssert<?> assertRefused(String path, String sentence) {
    SchemaMigration migration = migration(url(path));
    List<String> sentences = new ArrayList<>();
    for (Runnable attempt : List.<Runnable>of(migration::atStart, migration::onDemand)) {
      assertThatExceptionOfType(DatabaseRefusedException.class)
          .isThrownBy(attempt::run)
          .satisfies(refused -> sentences.add(String.valueOf(refused.getMessage())));
    }
    assertThat(sentences).hasSize(2).allMatch(sentences.get(0)::equals);
    return assertThat(sentences.get(0)).startsWith(sentence);
  }

  private static SchemaMigration migration(String url) {
    FluentConfiguration flyway =
        Flyway.configure()
            .dataSource(new DriverManagerDataSource(url, "postgres", ""))
            .locations("classpath:db/migration/common", "classpath:db/migration/postgresql")
            .javaMigrations(new BatchSchemaMigration());
    new MigrationConfiguration().howToMigrate().customize(flyway);
    return new SchemaMigration(flyway.load());
  }

  private String url(String path) {
    String url = database.get("spring.datasource.url");
    return path.isEmpty() ? url : url + "&currentSchema=" + path.replace("\"", "%22");
  }

  private Tool at(String path) {
    return Tool.at(home).with(database).with("SPRING_DATASOURCE_URL", url(path));
  }

  private List<String> relations(String schema) {
    return sql.queryForList(RELATIONS, String.class, schema);
  }

  private String newest() {
    return sql.queryForObject(
        "SELECT version FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1",
        String.class);
  }

  private List<String> schemas() {
    return sql.queryForList("SELECT nspname FROM pg_namespace ORDER BY nspname", String.class);
  }

  private static JdbcTemplate sql(Map<String, String> database) {
    return new JdbcTemplate(
        new DriverManagerDataSource(database.get("spring.datasource.url"), "postgres", ""));
  }
}
