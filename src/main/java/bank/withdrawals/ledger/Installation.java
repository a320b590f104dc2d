package bank.withdrawals.ledger;

import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Which installation this database is, among those that use the same Kafka: the repository of the
 * table {@code installation}. Copies and restored backups of a database are the same installation.
 */
@Component
public class Installation {

  private static final String IDENTITY =
      """
      SELECT installation_id, restores FROM installation
      """;

  private final JdbcTemplate jdbc;

  /** The installation that {@code jdbc} is connected to. */
  public Installation(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What names in Kafka are made of.
   *
   * @param id 12 hexadecimal digits, random, made with the database
   * @param restores after how many restores of the database the topic was compared with it
   */
  public record Identity(String id, int restores) {}

  /** The identity of the database as it is now. */
  public Identity identity() {
    return Objects.requireNonNull(
        jdbc.queryForObject(IDENTITY, (row, n) -> new Identity(row.getString(1), row.getInt(2))));
  }
}
