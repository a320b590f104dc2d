package bank.withdrawals.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The program as an operator uses it: commands, options, environment variables, streams and exit
 * codes, over a home directory of the test.
 *
 * <p>{@link #run} runs a command in the JVM of the test, with streams and an environment of its
 * own. {@link #process} and {@link #start} start {@code ./run.sh} in a process instead, for what
 * only a process has: signals, a umask, a user, a terminal, a heap, the options of the JVM.
 */
public final class Tool {

  /** Only a command that hangs takes this long, on whatever machine. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final JsonMapper JSON = new JsonMapper();

  /** Settings of the person who runs the tests must not reach the program. */
  private static final List<String> NOT_INHERITED =
      List.of("SPRING_", "WITHDRAWALS_", "KAFKA_", "LOGGING_", "JAVA_", "JDK_JAVA_");

  /** Longer than the defaults: a busy machine must not decide whether a live broker answers. */
  public static final Map<String, String> PATIENT =
      Map.of(
          "SPRING_KAFKA_PRODUCER_PROPERTIES_MAX_BLOCK_MS", "60000",
          "SPRING_KAFKA_PRODUCER_PROPERTIES_REQUEST_TIMEOUT_MS", "30000",
          "SPRING_KAFKA_PRODUCER_PROPERTIES_DELIVERY_TIMEOUT_MS", "90000",
          "WITHDRAWALS_PUBLISHING_DELIVERYTIMEOUT", "90s",
          "SPRING_DATASOURCE_HIKARI_CONNECTIONTIMEOUT", "60000");

  private final Path home;
  private final Map<String, String> environment;
  private final boolean inProcess;
  private final List<String> starter;

  private Tool(
      Path home, Map<String, String> environment, boolean inProcess, List<String> starter) {
    this.home = home;
    this.environment = environment;
    this.inProcess = inProcess;
    this.starter = starter;
  }

  /** The program over this home, which the first command creates; commands run in this JVM. */
  public static Tool at(Path home) {
    return new Tool(home, Map.of(), true, List.of());
  }

  /** The same tool, but every command is a process. */
  public Tool process() {
    return startedBy(starter);
  }

  /** The same tool, but a command line such as one that changes the user starts every process. */
  public Tool startedBy(List<String> command) {
    return new Tool(home, environment, false, command);
  }

  /**
   * The same tool over the embedded database, but its events go to the shared broker, each home's
   * to a topic of its own.
   */
  public Tool withTestBroker() {
    return over(Map.of("WITHDRAWALS_EMBEDDED", "database"));
  }

  /** The same tool over this database, and its events go to the shared broker in the same way. */
  public Tool over(Map<String, String> database) {
    return with(database)
        .with("SPRING_KAFKA_BOOTSTRAP_SERVERS", TestBroker.get().bootstrapServers())
        .with("WITHDRAWALS_PUBLISHING_TOPIC", "withdrawals-" + UUID.randomUUID());
  }

  /** The same tool with one more environment variable. */
  public Tool with(String variable, String value) {
    return with(Map.of(variable, value));
  }

  /** The same tool with settings: {@code spring.datasource.url} becomes SPRING_DATASOURCE_URL. */
  public Tool with(Map<String, String> settings) {
    Map<String, String> more = new HashMap<>(environment);
    settings.forEach(
        (name, value) ->
            more.put(name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT), value));
    return new Tool(home, more, inProcess, starter);
  }

  /** The home directory, or something below it. */
  public Path home(String... below) {
    return home.resolve(Path.of("", below));
  }

  /** Writes a file below the home; every line is ended. */
  public Path write(String below, String... lines) {
    Path file = home.resolve(below);
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Runs a command to its end, with an empty standard input. */
  public Ended run(Object... arguments) {
    return runAnswering("", arguments);
  }

  /** Runs a command to its end, with this text on its standard input. */
  public Ended runAnswering(String input, Object... arguments) {
    if (inProcess) {
      assertThat(environment).as("options need a JVM of their own").doesNotContainKey("JAVA_OPTS");
      return CommandInThisJvm.run(variables(), input, words(arguments));
    }
    try (Running running = start(input, arguments)) {
      return running.end();
    }
  }

  private static List<String> words(Object... arguments) {
    return Stream.of(arguments).map(Object::toString).toList();
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>(System.getenv());
    variables.keySet().removeIf(name -> NOT_INHERITED.stream().anyMatch(name::startsWith));
    variables.putAll(PATIENT);
    variables.put("WITHDRAWALS_HOME", home.toString());
    variables.putAll(environment);
    return variables;
  }

  /** Starts a command in a process. */
  public Running start(Object... arguments) {
    return start("", arguments);
  }

  private Running start(String input, Object... arguments) {
    // A shell makes its background processes ignore Ctrl-C, and the tests may be one of these.
    List<String> command = new ArrayList<>(starter);
    command.addAll(
        List.of(
            // The program must not depend on a strict umask of whoever runs the tests.
            "sh",
            "-c",
            "umask 000; exec \"$@\"",
            "sh",
            "env",
            "--default-signal=INT",
            Path.of("run.sh").toAbsolutePath().toString()));
    command.addAll(words(arguments));
    Map<String, String> variables = variables();
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    // It starts in two thirds of the time; no run is long enough for the better compiler to help.
    variables.putIfAbsent("JAVA_OPTS", "-Xmx512m -XX:TieredStopAtLevel=1");
    return Running.start(command, variables, input);
  }

  /** The folder of the only run, below {@code output}. */
  public Path onlyRun() {
    try (var runs = Files.list(home("output"))) {
      List<Path> found = runs.filter(Files::isDirectory).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** {@code summary.json} of a run's folder. */
  public static JsonNode summary(Path run) {
    return JSON.readTree(run.resolve("summary.json").toFile());
  }

  /** Balances by account, as {@code accounts export} prints them. */
  public Map<String, String> balances() {
    Map<String, String> balances = new HashMap<>();
    for (String line : run("accounts", "export").exits(0).lines()) {
      String[] cells = line.split(",", -1);
      balances.put(cells[0], cells[1]);
    }
    balances.remove("account_id");
    return balances;
  }

  /** All events, as {@code events} prints them. */
  public List<JsonNode> events() {
    return run("events", "--from-beginning").exits(0).jsonLines();
  }
}
