package bank.withdrawals.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.LedgerTables;
import bank.withdrawals.testing.TestHsqldb;
import bank.withdrawals.testing.TestPostgres;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Tables of an earlier version, with rows in them, become those of this one. */
class MigrationTest {

  @Test
  void onHsqldb() {
    rowsOfTheFirstVersionAreKept(TestHsqldb.newDatabase());
  }

  @Test
  void onPostgres() {
    rowsOfTheFirstVersionAreKept(TestPostgres.newDatabase());
  }

  private static void rowsOfTheFirstVersionAreKept(Map<String, String> properties) {
    DriverManagerDataSource database =
        new DriverManagerDataSource(
            properties.get("spring.datasource.url"),
            properties.get("spring.datasource.username"),
            properties.get("spring.datasource.password"));
    Flyway.configure()
        .dataSource(database)
        .locations("classpath:db/migration/common")
        .target("2")
        .load()
        .migrate();
    JdbcTemplate jdbc = new JdbcTemplate(database);
    jdbc.update("INSERT INTO account VALUES (1, 90, 'USD', 'ACTIVE', 100)");
    jdbc.update(
        "INSERT INTO input_file VALUES (7, ?, 'a.csv', 10, 2, 11, ?, 2)",
        "a".repeat(64),
        OffsetDateTime.parse("2026-11-24T12:00:00Z"));
    jdbc.update("INSERT INTO rejection VALUES (7, 3, 'b', 1, 1, 'MALFORMED_ROW', 'x')");

    LedgerTables.create(database);

    assertThat(
            jdbc.queryForMap("SELECT * FROM account").entrySet().stream()
                .map(column -> column.getKey().toLowerCase(Locale.ROOT))
                .toList())
        .contains("withdrawal_limit", "daily_limit", "withdrawn_on", "withdrawn");
    assertThat(jdbc.queryForObject("SELECT withdrawn FROM account", Object.class)).isNull();
    assertThat(
            jdbc.queryForObject(
                "SELECT CAST(business_date AS VARCHAR(10)) FROM input_file", String.class))
        .isEqualTo("2026-11-24");
    assertThat(jdbc.queryForObject("SELECT reject_events FROM input_file", Boolean.class))
        .isFalse();
    assertThat(
            jdbc.queryForObject(
                "SELECT COUNT(*) FROM rejection WHERE rejected_at IS NULL", Long.class))
        .isEqualTo(1);
  }
}
