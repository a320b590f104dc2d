package bank.withdrawals.database;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A start skips Flyway only if Flyway would have nothing to do and nothing to refuse. */
class AppliedMigrationsTest {

  private static final String COMMON = "classpath:db/migration/common";
  private static final String EACH = COMMON + ",classpath:db/migration/{vendor}";

  /** Each changes one thing of a database of this build. */
  private static final List<String> CHANGES =
      List.of(
          "UPDATE \"flyway_schema_history\" SET \"checksum\" = \"checksum\" + 1 WHERE \"version\" = '2'",
          "UPDATE \"flyway_schema_history\" SET \"checksum\" = NULL WHERE \"version\" = '2'",
          "UPDATE \"flyway_schema_history\" SET \"success\" = FALSE WHERE \"version\" = '2.2'",
          "UPDATE \"flyway_schema_history\" SET \"version\" = '99' WHERE \"version\" = '2.2'",
          "UPDATE \"flyway_schema_history\" SET \"version\" = NULL WHERE \"version\" = '2.2'",
          "UPDATE \"flyway_schema_history\" SET \"description\" = 'x' WHERE \"version\" = '1'",
          "UPDATE \"flyway_schema_history\" SET \"type\" = 'BASELINE' WHERE \"version\" = '1'",
          "DELETE FROM \"flyway_schema_history\" WHERE \"version\" = '2.2'",
          "INSERT INTO \"flyway_schema_history\" SELECT 9, '3', 'later', 'SQL', 'V3__later.sql', 1,"
              + " 'x', \"installed_on\", 1, TRUE FROM \"flyway_schema_history\""
              + " WHERE \"version\" = '2'",
          "DROP TABLE \"flyway_schema_history\"");

  @ParameterizedTest
  @EnumSource
  void onlyTheHistoryOfThisBuildNeedsNoFlyway(TestDatabase kind) {
    DriverManagerDataSource empty = login(kind.newDatabase());
    assertThat(AppliedMigrations.areThoseOfThisBuild(empty, EACH)).as("no tables").isFalse();
    for (String change : CHANGES) {
      DriverManagerDataSource login = login(kind.newDatabase());
      migrate(login, kind);
      assertThat(AppliedMigrations.areThoseOfThisBuild(login, EACH)).as("before").isTrue();
      new JdbcTemplate(login).execute(change);
      assertThat(AppliedMigrations.areThoseOfThisBuild(login, EACH)).as(change).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void otherScriptsThanThoseOfTheHistoryNeedFlyway(TestDatabase kind) {
    DriverManagerDataSource login = login(kind.newDatabase());
    migrate(login, kind);
    for (String locations :
        List.of(
            EACH + ",filesystem:/elsewhere",
            EACH + ",classpath:db/migration/embedded",
            EACH + ",classpath:formats")) {
      assertThat(AppliedMigrations.areThoseOfThisBuild(login, locations)).as(locations).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "POSTGRES")
  void aHistoryInALaterSchemaOfTheSearchPathIsNotThatOfTheFirst(TestDatabase kind) {
    Map<String, String> database = kind.newDatabase();
    migrate(login(database), kind);
    new JdbcTemplate(login(database)).execute("CREATE SCHEMA bank");
    DriverManagerDataSource login = login(database);
    login.setUrl(login.getUrl() + "&currentSchema=bank,public");
    assertThat(AppliedMigrations.areThoseOfThisBuild(login, EACH)).isFalse();
  }

  private static DriverManagerDataSource login(Map<String, String> database) {
    return new DriverManagerDataSource(
        database.get("spring.datasource.url"),
        database.getOrDefault("spring.datasource.username", "SA"),
        database.getOrDefault("spring.datasource.password", ""));
  }

  private static void migrate(DriverManagerDataSource login, TestDatabase kind) {
    FluentConfiguration flyway =
        Flyway.configure()
            .dataSource(login)
            .locations(
                kind == TestDatabase.POSTGRES
                    ? new String[] {COMMON, "classpath:db/migration/postgresql"}
                    : new String[] {COMMON})
            .javaMigrations(new BatchSchemaMigration(), new InstallationMigration());
    new MigrationConfiguration().howToMigrate().customize(flyway);
    flyway.load().migrate();
  }
}
