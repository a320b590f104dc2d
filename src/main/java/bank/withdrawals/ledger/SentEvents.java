package bank.withdrawals.ledger;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The events that the topic had when it was compared with a restored database: the repository of
 * the table {@code sent_event}. None of them may be sent again.
 */
@Component
public class SentEvents {

  /** The longest id of an event. */
  public static final int MAX_ID = 64;

  private static final String ADD =
      """
      INSERT INTO sent_event (event_id)
      SELECT n.event_id FROM (VALUES (CAST(? AS VARCHAR(64)))) AS n (event_id)
      WHERE NOT EXISTS (SELECT 1 FROM sent_event s WHERE s.event_id = n.event_id)
      """;

  private static final String FIRST =
      """
      SELECT event_id FROM sent_event ORDER BY event_id FETCH FIRST 1 ROW ONLY
      """;

  private static final String AMONG =
      """
      SELECT event_id FROM sent_event WHERE event_id %s
      """;

  private final JdbcTemplate jdbc;
  private final LedgerReader reader;
  private final String among;

  /** The events in the database that {@code jdbc} is connected to. */
  public SentEvents(JdbcTemplate jdbc) {
    Database database = Database.of(jdbc);
    this.jdbc = jdbc;
    this.reader = new LedgerReader(database, jdbc);
    this.among = AMONG.formatted(database.oneOf());
  }

  /** Adds those that are not there yet, in one transaction. */
  @Transactional
  public void add(Collection<String> ids) {
    List<Object[]> rows = ids.stream().map(id -> new Object[] {id}).toList();
    jdbc.batchUpdate(ADD, rows);
  }

  /** Whether there is any; only a database that was restored once has some. */
  public boolean exist() {
    return !jdbc.queryForList(FIRST, String.class).isEmpty();
  }

  /** Those of {@code ids} that are there. */
  public Set<String> among(Collection<String> ids) {
    Set<String> found = new HashSet<>();
    reader.query(among, "VARCHAR", ids, row -> found.add(row.getString(1)));
    return found;
  }
}
