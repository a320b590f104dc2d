package bank.withdrawals.testing;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Limits;
import bank.withdrawals.job.RunOptions;
import bank.withdrawals.ledger.AccountChanges;
import bank.withdrawals.ledger.Accounts;
import bank.withdrawals.reconciliation.Reconciler;
import bank.withdrawals.reconciliation.Reconciliation;
import bank.withdrawals.report.Summary;
import bank.withdrawals.run.PendingEventPublisher;
import bank.withdrawals.run.RunOutcome;
import bank.withdrawals.run.RunQueries;
import bank.withdrawals.run.RunService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

/** The whole job over real stores, in the words of the domain. */
public final class WithdrawalsTester implements AutoCloseable {

  /** The header of the plainest file. */
  public static final String HEADER = "request_id,account_id,amount";

  /** No broker listens there. */
  public static final String UNREACHABLE = "127.0.0.1:1";

  private static final JsonMapper JSON = new JsonMapper();

  private static final RunOptions PLAIN =
      new RunOptions(false, false, false, false, false, false, RunOptions.AS_SET, null);

  private final Path home;
  private final TestContext context;
  private final Map<String, Object> settings;

  private WithdrawalsTester(Path home, Map<String, Object> settings, TestContext context) {
    this.home = home;
    this.settings = settings;
    this.context = context;
  }

  /** The job over empty tables that cases share, the tests' broker and a topic of its own. */
  public static WithdrawalsTester over(TestDatabase database, Map<String, ?> settings) {
    Path home = newHome();
    Map<String, Object> all = settings(home, settings);
    return new WithdrawalsTester(
        home, all, TestContext.shared(database, all, WithdrawalsTester::testBroker));
  }

  /** The job over {@code database}, which is this tester's alone; it takes longer to start. */
  public static WithdrawalsTester over(Map<String, ?> database, Map<String, ?> settings) {
    Path home = newHome();
    Map<String, Object> all = settings(home, settings);
    return new WithdrawalsTester(
        home, all, TestContext.start(database, all, WithdrawalsTester::testBroker));
  }

  private static String testBroker() {
    return TestBroker.get().bootstrapServers();
  }

  private static Path newHome() {
    try {
      Path home = Files.createTempDirectory("withdrawals-test");
      for (String directory : List.of("input", "archive", "quarantine", "output", "data")) {
        Files.createDirectory(home.resolve(directory));
      }
      return home;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Map<String, Object> settings(Path home, Map<String, ?> ofTheCase) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("withdrawals.home", home.toString());
    settings.put("withdrawals.publishing.topic", "withdrawals-" + UUID.randomUUID());
    settings.put("withdrawals.job.first-delay", "1ms");
    settings.put("withdrawals.publishing.first-delay", "1ms");
    settings.put("withdrawals.intake.quiet-period", "0s");
    settings.put("spring.kafka.producer.properties.retry.backoff.ms", 5);
    settings.put("spring.kafka.consumer.properties.fetch.max.wait.ms", 10);
    settings.putAll(ofTheCase);
    return settings;
  }

  /** Starts the job anew over the same tables and files, with some settings changed. */
  public WithdrawalsTester restart(Map<String, ?> changed) {
    return restart(changed, WithdrawalsTester::testBroker);
  }

  private WithdrawalsTester restart(Map<String, ?> changed, Supplier<String> broker) {
    settings.putAll(changed);
    context.restart(settings, broker);
    return this;
  }

  /** As {@link #restart}, with a broker that does not answer; the job soon stops trying. */
  public WithdrawalsTester restartWithoutBroker(Map<String, ?> changed) {
    Map<String, Object> impatient = new HashMap<>(settings);
    impatient.put("withdrawals.publishing.retries", 0);
    impatient.put("spring.kafka.producer.properties.max.block.ms", 200);
    impatient.put("spring.kafka.consumer.properties.default.api.timeout.ms", 1_000);
    impatient.putAll(changed);
    context.restart(impatient, () -> UNREACHABLE);
    return this;
  }

  /** A part of the job. Ask again after a restart. */
  public <T> T get(Class<T> part) {
    return context.get(part);
  }

  /** A part of the job by its name, if there are several of its kind. */
  public <T> T get(String name, Class<T> part) {
    return context.get(name, part);
  }

  /** The job's clock. */
  public SettableClock clock() {
    return context.clock();
  }

  /** Injects database failures. */
  public Faults faults() {
    return context.faults();
  }

  /** Opens an active account in dollars. */
  public WithdrawalsTester account(long id, String balance) {
    return account(id, balance, "USD", Account.Status.ACTIVE);
  }

  /** Opens an active account in dollars that has a number. */
  public WithdrawalsTester account(long id, String balance, String number) {
    Account account = new Account(id, new BigDecimal(balance), "USD", Account.Status.ACTIVE);
    get(Accounts.class).open(List.of(account.withNumber(number)));
    return this;
  }

  /** Opens an account. */
  public WithdrawalsTester account(
      long id, String balance, String currency, Account.Status status) {
    get(Accounts.class).open(List.of(new Account(id, new BigDecimal(balance), currency, status)));
    return this;
  }

  /** Limits an account's withdrawals; null for no limit. */
  public WithdrawalsTester limits(long id, BigDecimal perWithdrawal, BigDecimal perDay) {
    get(AccountChanges.class).setLimits(id, new Limits(perWithdrawal, perDay), "tester");
    return this;
  }

  /** Writes a file that is not in the inbox. */
  public Path file(String name, String... lines) {
    return write(home.resolve(name), lines);
  }

  /** Writes a file of rows {@code request_id,account_id,amount} that is not in the inbox. */
  public Path file(String name, List<String> rows) {
    return file(name, Stream.concat(Stream.of(HEADER), rows.stream()).toArray(String[]::new));
  }

  /** Drops a file into the inbox. */
  public Path drop(String name, String... lines) {
    return write(home.resolve("input").resolve(name), lines);
  }

  private static Path write(Path file, String... lines) {
    try {
      return Files.writeString(file, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The home directory. */
  public Path home() {
    return home;
  }

  /** Runs one file, left where it is. */
  public Summary run(Path file) {
    return outcome(file).summary();
  }

  /** As above, with options of the caller's. */
  public Summary run(Path file, RunOptions options) {
    return outcome(file, options).summary();
  }

  /** Runs one file, left where it is; the outcome also says whether it had already been run. */
  public RunOutcome.Ran outcome(Path file) {
    return outcome(file, PLAIN);
  }

  private RunOutcome.Ran outcome(Path file, RunOptions options) {
    return (RunOutcome.Ran) outcomes(file, options).get(0);
  }

  /** Runs one file with options of the caller's, left where it is. */
  public List<RunOutcome> outcomes(Path file, RunOptions options) {
    List<RunOutcome> outcomes = new ArrayList<>();
    try {
      get(RunService.class).runFiles(List.of(file), options, outcomes::add);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return outcomes;
  }

  /** Runs the inbox. */
  public List<Summary> runInbox() {
    List<Summary> summaries = new ArrayList<>();
    try {
      get(RunService.class)
          .runInbox(PLAIN, outcome -> summaries.add(((RunOutcome.Ran) outcome).summary()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return summaries;
  }

  /** Sends pending events. */
  public List<Summary> publish() {
    List<Summary> summaries = new ArrayList<>();
    try {
      get(PendingEventPublisher.class)
          .publish(false, outcome -> summaries.add(((RunOutcome.Ran) outcome).summary()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return summaries;
  }

  /** Compares balances, journal, rejections and events. */
  public Reconciliation reconcile() {
    return get(Reconciler.class).reconcile(get(RunQueries.class)::isDebited);
  }

  /** Balances as plain text, by account. */
  public Map<Long, String> balances() {
    Map<Long, String> balances = new TreeMap<>();
    jdbc()
        .query(
            "SELECT account_id, balance FROM account",
            row -> {
              balances.put(row.getLong(1), plain(row.getBigDecimal(2)));
            });
    return balances;
  }

  /** The journal in order of files and lines: {@code line request account amount balance-after}. */
  public List<String> journal() {
    return jdbc()
        .query(
            "SELECT line_number, request_id, account_id, amount, balance_after FROM withdrawal"
                + " ORDER BY run_id, line_number",
            (row, n) ->
                "%d %s %d %s %s"
                    .formatted(
                        row.getLong(1),
                        row.getString(2),
                        row.getLong(3),
                        plain(row.getBigDecimal(4)),
                        plain(row.getBigDecimal(5))));
  }

  /** The rejections in order of files and lines: {@code line REASON}. */
  public List<String> rejections() {
    return jdbc()
        .query(
            "SELECT line_number, reason FROM rejection ORDER BY run_id, line_number",
            (row, n) -> "%d %s".formatted(row.getLong(1), row.getString(2)));
  }

  /** Ids of the events, as a {@code read_committed} consumer gets them, by file and line. */
  public List<String> events() {
    return recordsByLine().stream().map(record -> header(record, "ce_id")).toList();
  }

  /**
   * The events by file and line. The events of an account must have arrived in this order; those of
   * different accounts need not.
   */
  public List<ConsumerRecord<String, byte[]>> recordsByLine() {
    Map<String, Integer> files = new HashMap<>();
    Map<String, Long> lastLines = new HashMap<>();
    List<ConsumerRecord<String, byte[]>> records = records();
    for (ConsumerRecord<String, byte[]> event : records) {
      files.putIfAbsent(header(event, "ce_source"), files.size());
      if (event.key() != null) {
        Long before = lastLines.put(header(event, "ce_source") + event.key(), line(event));
        assertThat(before == null || before < line(event)).as("order of %s", event).isTrue();
      }
    }
    return records.stream()
        .sorted(
            Comparator.comparing(
                    (ConsumerRecord<String, byte[]> event) -> files.get(header(event, "ce_source")))
                .thenComparing(WithdrawalsTester::line))
        .toList();
  }

  private static String header(ConsumerRecord<String, byte[]> event, String name) {
    return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static long line(ConsumerRecord<String, byte[]> event) {
    return JSON.readTree(event.value()).path("line").asLong();
  }

  /** The events themselves, in the order in which they arrived. */
  public List<ConsumerRecord<String, byte[]>> records() {
    return TestBroker.get().readCommitted(topic());
  }

  /** The topic of this tester alone, unless the settings name another. */
  public String topic() {
    return settings.get("withdrawals.publishing.topic").toString();
  }

  /** The database. */
  public JdbcTemplate jdbc() {
    return get(JdbcTemplate.class);
  }

  /** The error file of a run, line by line. */
  public List<String> errorFile(Summary summary) {
    return lines(
        home.resolve("output")
            .resolve(Long.toString(summary.totals().runId()))
            .resolve("rejects.csv"));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String plain(BigDecimal amount) {
    return amount.stripTrailingZeros().toPlainString();
  }

  /** Deletes the home directory, and hands the shared context back or closes the own one. */
  @Override
  public void close() {
    context.close();
    try {
      FileSystemUtils.deleteRecursively(home);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
