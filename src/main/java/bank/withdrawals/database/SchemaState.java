package bank.withdrawals.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What a PostgreSQL says about the schema that a login works in. An embedded database has one
 * schema, which is the job's, so there is nothing to ask.
 */
final class SchemaState {

  private static final String SESSION =
      """
      SELECT current_setting('server_encoding'), current_setting('search_path'), current_user,
             current_database(), current_schema()
      """;

  private static final String SCHEMAS =
      """
      SELECT nspname, has_schema_privilege(oid, 'USAGE') FROM pg_namespace
      """;

  /** Relations and types share their names, because each table has a type. */
  private static final String TAKEN =
      """
      SELECT relname FROM pg_class
        JOIN pg_namespace n ON n.oid = relnamespace
       WHERE n.nspname = current_schema() AND relname = ANY (?)
       UNION
      SELECT typname FROM pg_type
        JOIN pg_namespace n ON n.oid = typnamespace
       WHERE n.nspname = current_schema() AND typname = ANY (?)
      """;

  /** A name in a search path: quoted, or folded to lower case. */
  private static final Pattern NAME = Pattern.compile("\"((?:[^\"]|\"\")*)\"|([^\\s,\"]+)");

  private static final String ENCODING = "UTF8";

  /** In a search path: the schema with the name of the user, which need not exist. */
  private static final String OF_THE_USER = "$user";

  /** Schemas of PostgreSQL itself, some of which exist only while they are used. */
  private static final String SYSTEM = "pg_";

  private final JdbcTemplate jdbc;
  private final Session session;

  private SchemaState(JdbcTemplate jdbc, Session session) {
    this.jdbc = jdbc;
    this.session = session;
  }

  private record Session(
      String encoding, String path, String user, String database, @Nullable String schema) {}

  /** The state that this login sees; empty if the database is an embedded one. */
  static Optional<SchemaState> of(DataSource login) {
    JdbcTemplate jdbc = new JdbcTemplate(login);
    if (!Boolean.TRUE.equals(jdbc.execute((ConnectionCallback<Boolean>) SchemaState::isPostgres))) {
      return Optional.empty();
    }
    return jdbc
        .query(
            SESSION,
            (row, n) ->
                new Session(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5)))
        .stream()
        .findFirst()
        .map(session -> new SchemaState(jdbc, session));
  }

  static boolean isPostgres(Connection connection) throws SQLException {
    return "PostgreSQL".equals(connection.getMetaData().getDatabaseProductName());
  }

  /** The schema in which tables are made and first looked for. */
  String schema() {
    return Objects.requireNonNull(session.schema(), "requireUsable was not called");
  }

  /**
   * Refuses a database that cannot store every text, and a search path with a schema that does not
   * exist or that the login may not use: PostgreSQL would skip it and use the next one.
   */
  void requireUsable() {
    if (!ENCODING.equals(session.encoding())) {
      throw new DatabaseRefusedException(
          ("The database \"%s\" has the encoding %s, which cannot store every text of a file."
                  + " Nothing was done: use a database with the encoding UTF8 (CREATE DATABASE …"
                  + " ENCODING 'UTF8' TEMPLATE template0).")
              .formatted(session.database(), session.encoding()));
    }
    Map<String, Boolean> usable = new HashMap<>();
    jdbc.query(
        SCHEMAS,
        row -> {
          usable.put(row.getString(1), row.getBoolean(2));
        });
    for (String name : named(usable.keySet())) {
      if (!usable.containsKey(name)) {
        throw new DatabaseRefusedException(
            ("The schema \"%s\" does not exist in the database \"%s\". Nothing was done: fix"
                    + " currentSchema in the database URL, or create the schema (CREATE SCHEMA \"%s\""
                    + " AUTHORIZATION owner).")
                .formatted(name, session.database(), name));
      }
      if (Boolean.FALSE.equals(usable.get(name))) {
        throw new DatabaseRefusedException(
            ("The user \"%s\" may not use the schema \"%s\". Nothing was done: give it the rights in"
                    + " docs/database.md, the first of which is GRANT USAGE ON SCHEMA.")
                .formatted(session.user(), name));
      }
    }
  }

  /** The names of the search path that must exist. */
  private List<String> named(Collection<String> existing) {
    List<String> names = new ArrayList<>();
    Matcher name = NAME.matcher(session.path());
    while (name.find()) {
      names.add(
          name.group(1) != null
              ? name.group(1).replace("\"\"", "\"")
              : name.group(2).toLowerCase(Locale.ROOT));
    }
    names.removeIf(each -> each.startsWith(SYSTEM));
    boolean optional = names.removeIf(OF_THE_USER::equals);
    if (names.isEmpty() || (optional && existing.contains(session.user()))) {
      names.add(0, session.user());
    }
    return names;
  }

  /** Which of these names the schema has given to something else, sorted. */
  Collection<String> taken(Collection<String> names) {
    String[] wanted = names.toArray(String[]::new);
    return new TreeSet<>(jdbc.queryForList(TAKEN, String.class, wanted, wanted));
  }
}
