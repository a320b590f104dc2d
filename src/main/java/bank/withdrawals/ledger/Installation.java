package bank.withdrawals.ledger;

import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

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

  private static final String IS_RESTORED =
      """
      SELECT is_restored FROM installation
      """;

  private static final String MARK_RESTORED =
      """
      UPDATE installation SET is_restored = TRUE
      """;

  private static final String IS_ABORTING =
      """
      SELECT is_aborting FROM installation
      """;

  private static final String MARK_ABORTING =
      """
      UPDATE installation SET is_aborting = TRUE
      """;

  private static final String MARK_COMPARED =
      """
      UPDATE installation SET is_restored = FALSE, is_aborting = FALSE, restores = ?
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

  /** Whether Kafka knows more than this database, and the topic was not compared since. */
  public boolean isRestored() {
    return Boolean.TRUE.equals(jdbc.queryForObject(IS_RESTORED, Boolean.class));
  }

  /** Stores that Kafka knows more than this database, whatever becomes of the transaction. */
  @Transactional(propagation = Propagation.REQUIRES_NEW)
  public void markRestored() {
    jdbc.update(MARK_RESTORED);
  }

  /** Whether transactions that hung may be aborted, and the topic was not compared since. */
  public boolean isAborting() {
    return Boolean.TRUE.equals(jdbc.queryForObject(IS_ABORTING, Boolean.class));
  }

  /** Stores that transactions that hang are aborted from now on. */
  public void markAborting() {
    jdbc.update(MARK_ABORTING);
  }

  /**
   * Stores that the topic was compared with this database.
   *
   * @param restores a number that no name in Kafka has
   */
  public void markCompared(int restores) {
    jdbc.update(MARK_COMPARED, restores);
  }
}
