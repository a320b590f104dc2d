package bank.withdrawals.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import bank.withdrawals.console.StartFailure;
import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.Tool;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractStringAssert;
import org.flywaydb.core.Flyway;
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
  private final JdbcTemplate sql = new JdbcTemplate(TestMigration.login(url("")));

  /** The columns: what exists beside public, the search path, and the name in the sentence. */
  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE SCHEMA other  | bnak          | bnak",
        "CREATE SCHEMA bank   | bank,bnak     | bnak",
        "CREATE SCHEMA bank   | bnak,bank     | bnak",
        "CREATE SCHEMA bank   | Bank,\"Bank\" | Bank",
        "CREATE SCHEMA bank   | Bank,bnak     | bnak",
        "CREATE SCHEMA other  | \"$user\"     | postgres",
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
    migration("bank,public").atStart();
    assertThat(relations("bank")).contains("account", "batch_job_instance");
    assertThat(relations("public")).isEmpty();
  }

  @Test
  void aSchemaThatTheUserMayNotUseIsNamed() {
    sql.execute("CREATE SCHEMA bank");
    sql.execute("CREATE ROLE stranger_of_the_schema LOGIN");
    String url = url("bank").replace("user=postgres", "user=stranger_of_the_schema");
    SchemaMigration migration = TestMigration.over(new DriverManagerDataSource(url));
    assertThat(sentence(migration::atStart))
        .startsWith("The user \"stranger_of_the_schema\" may not use the schema \"bank\".")
        .contains("GRANT USAGE");
    sql.execute("DROP ROLE stranger_of_the_schema");
  }

  @Test
  void aSchemaWithTablesOfOthersIsRefusedUntilSomebodyAsksForIt() {
    sql.execute("CREATE TABLE customer (id BIGINT)");
    Tool tool = Tool.at(home).with(database);
    Ended refused = tool.run("accounts").exits(1);
    assertThat(refused.err().lines())
        .containsExactly(
            "The schema \"public\" has tables or functions, but none of this job. Nothing was done:"
                + " give the job a schema of its own (docs/database.md), or run `migrate` to put its"
                + " tables there.");
    assertThat(relations("public")).containsExactly("customer");

    assertThat(tool.run("migrate").exits(0).lines())
        .containsExactly(
            "Migrated the schema \"public\" from no tables of this job to version %s."
                .formatted(newest()));
    assertThat(relations("public")).contains("customer", "account", "batch_job_instance");
    migration("").atStart();
    assertThat(tool.run("migrate").exits(0).lines())
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
    assertThat(sentence(migration("")::atStart))
        .startsWith("The history of the schema \"public\" begins with a baseline that skips")
        .contains("run `migrate`");

    assertThat(migration("").onDemand().applied()).isPositive();
    assertThat(relations("public")).contains("batch_job_instance");
    migration("").atStart();
    assertThat(migration("").onDemand().applied()).isZero();
  }

  private void asFlywayAdvises() {
    Flyway.configure()
        .dataSource(TestMigration.login(url("")))
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

  /** A failure of the last script leaves nothing, not even Flyway's history. */
  @Test
  void aMigrationThatFailsLeavesNothing() {
    sql.execute(
        """
        CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands()
                      WHERE object_identity LIKE 'bank.withdrawal%') THEN
            RAISE EXCEPTION 'not today' USING ERRCODE = '53100';
          END IF;
        END $$
        """);
    sql.execute("CREATE SCHEMA bank");
    sql.execute(
        "CREATE EVENT TRIGGER refuse ON ddl_command_end WHEN TAG IN ('ALTER TABLE')"
            + " EXECUTE FUNCTION public.refuse()");
    for (Runnable attempt :
        List.<Runnable>of(migration("bank")::atStart, migration("bank")::onDemand)) {
      assertThat(sentence(attempt)).contains("SQLSTATE 53100: ERROR: not today", "free disk space");
      assertThat(relations("bank")).isEmpty();
    }
    sql.execute("DROP EVENT TRIGGER refuse");
    migration("bank").atStart();
    assertThat(relations("bank")).contains("account");
  }

  /** The script of the migrations is read for names; this compares them with what it makes. */
  @Test
  void theNamesOfTheJobAreThoseThatTheMigrationsMake() {
    migration("").onDemand();
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
        .isThrownBy(
            () ->
                TestMigration.over(TestMigration.login(other.get("spring.datasource.url")))
                    .atStart())
        .withMessageStartingWith("The database \"%s\" has the encoding %s", name, encoding)
        .withMessageContaining("Nothing was done")
        .withMessageContaining("ENCODING 'UTF8' TEMPLATE template0");
    sql.execute("DROP DATABASE " + name);
  }

  @Test
  void withoutMigrationsAStartRefusesAllButTheTablesOfThisBuild() {
    DriverManagerDataSource login = TestMigration.login(url(""));
    Runnable start =
        () ->
            SchemaAtStart.strategy(new MigrationSettings(false), login)
                .migrate(TestMigration.flyway(login));
    assertThat(sentence(start))
        .startsWith(
            "The schema \"public\" has no tables of this job. Nothing was done: run `migrate`");
    assertThat(relations("public")).isEmpty();
    assertThat(migration("").onDemand().from()).isEmpty();
    start.run();

    sql.execute("DELETE FROM flyway_schema_history WHERE version = '2.2'");
    sql.execute("DELETE FROM installation");
    assertThat(sentence(start))
        .startsWith(
            "The tables in the schema \"public\" have the version 2.1, which is not that of")
        .contains("run `migrate`");
    assertThat(migration("").onDemand())
        .isEqualTo(new SchemaMigration.Outcome("public", Optional.of("2.1"), "2.2", 1));
    start.run();

    sql.execute("UPDATE flyway_schema_history SET version = '99' WHERE version = '2.2'");
    for (Runnable each : List.of(start, migration("")::atStart, migration("")::onDemand)) {
      assertThat(sentence(each)).startsWith("The database was made by another build");
    }
  }

  /** At a start, and by the command. */
  private AbstractStringAssert<?> assertRefused(String path, String sentence) {
    SchemaMigration migration = migration(path);
    String atStart = sentence(migration::atStart);
    assertThat(sentence(migration::onDemand)).isEqualTo(atStart);
    return assertThat(atStart).startsWith(sentence);
  }

  /** What the screen shows if this fails. */
  private static String sentence(Runnable start) {
    return StartFailure.sentence(catchThrowable(start::run));
  }

  private SchemaMigration migration(String path) {
    return TestMigration.over(TestMigration.login(url(path)));
  }

  private String url(String path) {
    String url = database.get("spring.datasource.url");
    return path.isEmpty() ? url : url + "&currentSchema=" + path.replace("\"", "%22");
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
}
