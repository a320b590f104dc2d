package bank.withdrawals.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class TestPostgresTest {

  @Test
  void syncsToDiskLikeAProductionServer() {
    JdbcTemplate database = open(TestPostgres.newDatabase());

    assertThat(database.queryForObject("SHOW fsync", String.class)).isEqualTo("on");
    assertThat(database.queryForObject("SHOW synchronous_commit", String.class)).isEqualTo("on");
    assertThat(database.queryForObject("SHOW server_version", String.class)).startsWith("18.");
  }

  @Test
  void databasesAreIndependent() {
    JdbcTemplate one = open(TestPostgres.newDatabase());
    JdbcTemplate other = open(TestPostgres.newDatabase());
    one.execute("CREATE TABLE account (account_id BIGINT)");
    String table = "SELECT to_regclass('account')::text";

    assertThat(one.queryForObject(table, String.class)).isEqualTo("account");
    assertThat(other.queryForObject(table, String.class)).isNull();
  }

  private static JdbcTemplate open(Map<String, String> properties) {
    return new JdbcTemplate(
        new DriverManagerDataSource(
            properties.getOrDefault("spring.datasource.url", ""),
            properties.getOrDefault("spring.datasource.username", ""),
            properties.getOrDefault("spring.datasource.password", "")));
  }
}
