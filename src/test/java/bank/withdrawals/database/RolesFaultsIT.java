package bank.withdrawals.database;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A role that owns the tables, and one with the documented rights that runs the job. */
class RolesFaultsIT {

  private static final Pattern APPROVE = Pattern.compile("`approve ([0-9a-f]+)`");

  @TempDir Path home;

  private final Map<String, String> database = TestPostgres.newDatabase();
  private final String url = database.get("spring.datasource.url");
  private final JdbcTemplate sql =
      new JdbcTemplate(new DriverManagerDataSource(url, "postgres", ""));
  private final String suffix = "_" + System.nanoTime();
  private final String job = "withdrawals_job" + suffix;
  private final String owner = "withdrawals_owner" + suffix;

  @BeforeEach
  void makeRoles() {
    sql.execute("CREATE ROLE %s LOGIN".formatted(owner));
    sql.execute("CREATE ROLE %s LOGIN".formatted(job));
    DocumentedSql.execute(sql, "owner", suffix);
  }

  @AfterEach
  void dropRoles() {
    for (String role : List.of(job, owner)) {
      sql.execute("DROP OWNED BY %s CASCADE".formatted(role));
      sql.execute("DROP ROLE %s".formatted(role));
    }
  }

  @Test
  void everyFeatureWorksWithTheDocumentedRights() {
    Tool tool = jobTool();
    Ended early = tool.run("accounts").exits(1);
    assertThat(early.err()).startsWith("The user \"%s\" may not use the schema".formatted(job));
    migrateAndGrant(tool);

    Path accounts = tool.write("accounts.csv", "account_id,balance", "1,100.00", "2,100.00");
    tool.run("accounts", "import", accounts).exits(0);
    tool.run("accounts", "adjust", 1, "--by", "0.50", "--reason", "trial").exits(0);
    tool.run("accounts", "adjust", 1, "--by", "-0.50", "--reason", "trial").exits(0);
    tool.run("accounts", "limit", 1, "--per-day", "50").exits(0);
    tool.run("accounts", "status", 2, "FROZEN").exits(0);
    tool.run("accounts", "status", 2, "ACTIVE").exits(0);
    Path file = tool.write("input/a.csv", "request_id,account_id,amount", "a,1,60.00", "b,2,10.00");
    tool.run("check", file).exits(0);
    Tool approving =
        tool.with("WITHDRAWALS_APPROVAL_REQUIRED", "true")
            .with("WITHDRAWALS_INTAKE_QUIETPERIOD", "0s");
    Matcher waiting = APPROVE.matcher(approving.run("run").exits(0).out());
    assertThat(waiting.find()).isTrue();
    approving.run("approve", waiting.group(1), "--as", "somebody").exits(0);
    assertThat(approving.run("run").exits(0).out()).contains("COMPLETED");
    Path again = tool.write("again.csv", "request_id,account_id,amount", "c,1,1.00");
    Tool offline =
        tool.with("SPRING_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
            .with("SPRING_KAFKA_PRODUCER_PROPERTIES_MAX_BLOCK_MS", "1000")
            .with("WITHDRAWALS_PUBLISHING_RETRIES", "0")
            .with("SPRING_KAFKA_CONSUMER_PROPERTIES_DEFAULT_API_TIMEOUT_MS", "1000");
    offline.run("run", again).exits(5);
    tool.run("publish").exits(0);
    tool.run("withdraw", "--account", 2, "--amount", "1").exits(0);
    tool.run("run", again).exits(0);
    tool.run("reconcile").exits(0);
    tool.run("status").exits(0);
    assertThat(tool.balances()).isEqualTo(Map.of("1", "99.00", "2", "89.00"));
  }

  /** The debits are append-only for the job, whatever it does. */
  @Test
  void theJobCanNeitherChangeADebitNorATable() {
    migrateAndGrant(jobTool());
    JdbcTemplate ofTheJob = new JdbcTemplate(new DriverManagerDataSource(as(job), job, ""));
    List<String> permitted = new ArrayList<>();
    for (String statement :
        List.of(
            "UPDATE withdrawal SET amount = 1",
            "DELETE FROM withdrawal",
            "DELETE FROM rejection",
            "DELETE FROM account_change",
            "UPDATE account_adjustment SET amount = 1",
            "DELETE FROM flyway_schema_history",
            "DROP TABLE account",
            "CREATE TABLE mine (id BIGINT)")) {
      try {
        ofTheJob.execute(statement);
        permitted.add(statement);
      } catch (org.springframework.dao.DataAccessException refused) {
        assertThat(refused).rootCause().hasMessageContaining("ERROR: ");
      }
    }
    assertThat(permitted).isEmpty();
  }

  private void migrateAndGrant(Tool tool) {
    assertThat(
            tool.with("SPRING_FLYWAY_USER", owner)
                .with("SPRING_FLYWAY_URL", as(owner))
                .run("migrate")
                .exits(0)
                .out())
        .startsWith("Migrated the schema \"withdrawals\" from no tables of this job to version");
    DocumentedSql.execute(sql, "rights", suffix);
  }

  private Tool jobTool() {
    return Tool.at(home)
        .over(database)
        .with("SPRING_DATASOURCE_URL", as(job))
        .with("SPRING_DATASOURCE_USERNAME", job)
        .with("WITHDRAWALS_MIGRATE", "false");
  }

  private String as(String role) {
    return url.replace("user=postgres", "user=" + role) + "&currentSchema=withdrawals";
  }
}
