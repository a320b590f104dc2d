package bank.withdrawals.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.TestHsqldb;
import bank.withdrawals.testing.TestPostgres;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Which names of files a database can store. */
class StorableTextTest {

  private static final String JAPANESE = "\u65e5\u672c \ud83d\ude00.csv";
  private static final String GERMAN = "\u00fcberweisung.csv";

  /** Half of a character, as a file system in another encoding may have it. */
  private static final String BROKEN = "\ud83d.csv";

  @Test
  void aDatabaseInUtf8StoresEveryText() {
    FileRegister register = register(TestPostgres.newDatabase());
    assertThat(register.canStore(GERMAN)).isTrue();
    assertThat(register.canStore(JAPANESE)).isTrue();
    assertThat(register.canStore(BROKEN)).isFalse();
    assertThat(register.canStore("a\0.csv")).isFalse();
  }

  @Test
  void aDatabaseInAnotherEncodingStoresItsOwnCharacters() {
    Map<String, String> utf8 = TestPostgres.newDatabase();
    jdbc(utf8)
        .execute(
            "CREATE DATABASE latin1 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    String url = utf8.get("spring.datasource.url").replaceFirst("/test\\d+", "/latin1");
    FileRegister register =
        register(
            Map.of(
                "spring.datasource.url",
                url,
                "spring.datasource.username",
                "postgres",
                "spring.datasource.password",
                ""));
    assertThat(register.canStore("plain.csv")).isTrue();
    assertThat(register.canStore(GERMAN)).isTrue();
    assertThat(register.canStore(JAPANESE)).isFalse();
  }

  @Test
  void theEmbeddedDatabaseStoresEveryText() {
    FileRegister register = register(TestHsqldb.newDatabase());
    assertThat(register.canStore(GERMAN)).isTrue();
    assertThat(register.canStore(JAPANESE)).isTrue();
  }

  private static FileRegister register(Map<String, String> database) {
    return new FileRegister(jdbc(database));
  }

  private static JdbcTemplate jdbc(Map<String, String> database) {
    return new JdbcTemplate(
        new DriverManagerDataSource(
            database.get("spring.datasource.url"),
            database.get("spring.datasource.username"),
            database.get("spring.datasource.password")));
  }
}
