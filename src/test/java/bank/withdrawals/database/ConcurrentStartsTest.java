package bank.withdrawals.database;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** First starts over one empty schema: one of them makes the tables, the others find them. */
class ConcurrentStartsTest {

  private static final int STARTS = 3;
  private static final String URL = TestPostgres.newDatabase().get("spring.datasource.url");

  private static final String WAITING =
      """
      SELECT COUNT(*) FROM pg_locks
       WHERE NOT granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """;

  private final JdbcTemplate sql = new JdbcTemplate(TestMigration.login(URL));

  /** The other start makes all tables between two looks of the first one, or waits for it. */
  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6, 7})
  void aStartThatLooksBeforeAndAfterAnotherIsAccepted(int connection) throws Exception {
    String schema = "between_" + connection;
    sql.execute("CREATE SCHEMA " + schema);
    Interrupted login = new Interrupted(login(schema), connection);
    TestMigration.over(login).atStart();
    login.other.get();
    assertThat(TestMigration.over(login(schema)).onDemand().applied()).isZero();
  }

  @Test
  void startsAtTheSameMomentAreAccepted() throws Exception {
    sql.execute("CREATE SCHEMA moment");
    CyclicBarrier moment = new CyclicBarrier(STARTS);
    List<Future<?>> all = new ArrayList<>();
    ExecutorService starts = Executors.newFixedThreadPool(STARTS);
    IntStream.range(0, STARTS)
        .mapToObj(start -> TestMigration.over(login("moment")))
        .forEach(
            migration ->
                all.add(
                    starts.submit(
                        () -> {
                          moment.await();
                          migration.atStart();
                          return null;
                        })));
    starts.shutdown();
    for (Future<?> start : all) {
      start.get();
    }
    assertThat(TestMigration.over(login("moment")).onDemand().applied()).isZero();
  }

  /** A login that lets another start migrate just before it opens a certain connection. */
  private final class Interrupted extends DelegatingDataSource {

    private final SchemaMigration migration;
    private final int connection;
    private final CompletableFuture<Void> other = new CompletableFuture<>();
    private int opened;

    Interrupted(DriverManagerDataSource login, int connection) {
      super(login);
      this.migration = TestMigration.over(login);
      this.connection = connection;
    }

    @Override
    public Connection getConnection() throws SQLException {
      if (++opened == connection) {
        letTheOtherMigrate();
      }
      return super.getConnection();
    }

    private void letTheOtherMigrate() {
      other.completeAsync(
          () -> {
            migration.atStart();
            return null;
          });
      while (!other.isDone() && sql.queryForObject(WAITING, Long.class) == 0) {
        try {
          other.get(1, MILLISECONDS);
        } catch (TimeoutException | ExecutionException notYet) {
          // The test looks at the result.
        } catch (InterruptedException interrupted) {
          throw new IllegalStateException(interrupted);
        }
      }
    }
  }

  private static DriverManagerDataSource login(String schema) {
    return TestMigration.login(URL + "&currentSchema=" + schema);
  }
}
