package bank.withdrawals.cli;

import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.console.Shell;
import bank.withdrawals.console.StandardError;
import bank.withdrawals.embedded.BrokerUnavailableException;
import bank.withdrawals.job.FailureSentence;
import bank.withdrawals.ledger.AccountsFile;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.outbox.EventsNotSentException;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.stores.Backend;
import bank.withdrawals.stores.KnownSettings;
import bank.withdrawals.stores.SettingsRefusedException;
import ch.qos.logback.classic.Level;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line: finds the command, runs it and prints a sentence for what it throws. */
public final class CommandLineTool {

  private static final Logger log = LoggerFactory.getLogger("details");

  /** The command whose output is about all commands. */
  private static final String COMPLETION = "completion";

  private CommandLineTool() {}

  /**
   * Runs one command.
   *
   * @param application the Spring Boot application that commands with a store start
   * @param shell the streams and the environment of the command
   * @param arguments the command and its options; without any, the command is {@code run}
   * @return the exit code for the process
   */
  public static int execute(Class<?> application, Shell shell, String... arguments) {
    // Without this, log lines would go to the screen until Spring Boot has opened the log file.
    LoggingSystem.get(application.getClassLoader()).beforeInitialize();
    StandardError err;
    try {
      err = StandardError.of(shell);
    } catch (CommandFailedException wrongSetting) {
      shell.err().println(wrongSetting.getMessage());
      return ExitCode.FAILED.code();
    }
    KnownSettings known = new KnownSettings(ConfigCommand.SETTINGS);
    try (Backend backend = new Backend(application, shell, err, known)) {
      String[] words = arguments.length == 0 ? new String[] {"run"} : arguments;
      return commandLine(words[0], backend, shell, err).execute(words);
    }
  }

  /** The program with all its commands, or with only the first one if that is the one to run. */
  private static CommandLine commandLine(
      String first, Backend backend, Shell shell, StandardError err) {
    CommandLine commandLine = new CommandLine(new Root());
    Map<String, Supplier<Object>> commands = commands(backend, shell);
    // To describe all commands takes a tenth of the time of a small run.
    Supplier<Object> named = commands.get(first);
    if (named == null || first.equals(COMPLETION)) {
      commands.forEach((name, command) -> commandLine.addSubcommand(name, command.get()));
    } else {
      commandLine.addSubcommand(first, named.get());
    }
    // Not in the annotation, because subcommands inherit its values.
    commandLine.getCommandSpec().usageMessage().footer("%nWithout a command: run.");
    commandLine.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
    commandLine.setErr(err.writer(Level.INFO));
    if (err.isJson()) {
      commandLine.setParameterExceptionHandler(
          (failure, words) -> {
            err.writer(Level.ERROR).println(failure.getMessage());
            return ExitCode.USAGE.code();
          });
    }
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          err.writer(Level.ERROR).println(sentence(failure));
          log.error("Command failed", failure);
          return exitCode(failure).code();
        });
    return commandLine;
  }

  /** The commands by name, in the order of the help. */
  private static Map<String, Supplier<Object>> commands(Backend backend, Shell shell) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("run", () -> new RunCommand(backend));
    commands.put("worker", () -> new WorkerCommand(backend));
    commands.put("check", () -> new CheckCommand(backend));
    commands.put("approve", () -> new ApproveCommand(backend));
    commands.put("withdraw", () -> new WithdrawCommand(backend, shell.in()));
    commands.put(
        "accounts",
        () ->
            new CommandLine(new AccountsCommand(backend))
                .addSubcommand(new AdjustCommand(backend)));
    commands.put("formats", () -> new FormatsCommand(backend));
    commands.put("status", () -> new StatusCommand(backend));
    commands.put(
        "events",
        () ->
            new CommandLine(new EventsCommand(backend)).addSubcommand(new ResendCommand(backend)));
    commands.put("publish", () -> new PublishCommand(backend));
    commands.put("reconcile", () -> new ReconcileCommand(backend));
    commands.put("broker", () -> new BrokerCommand(backend));
    commands.put("migrate", () -> new MigrateCommand(backend));
    commands.put("report", () -> new ReportCommand(backend));
    commands.put("export", () -> new ExportCommand(backend));
    commands.put("generate", GenerateCommand::new);
    commands.put("config", () -> new ConfigCommand(backend));
    commands.put(COMPLETION, CompletionCommand::new);
    return commands;
  }

  /** The exit code of a command that fails with {@code failure}. */
  static ExitCode exitCode(Exception failure) {
    if (failure instanceof SettingsRefusedException) {
      return ExitCode.USAGE;
    }
    if (failure instanceof RunLock.LockedException) {
      return ExitCode.LOCKED;
    }
    return failure instanceof EventsNotSentException ? ExitCode.EVENTS_PENDING : ExitCode.FAILED;
  }

  private static String sentence(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CommandFailedException
          || cause instanceof SettingsRefusedException
          || cause instanceof AccountsFile.InvalidAccountsFileException
          || cause instanceof BrokerUnavailableException) {
        return String.valueOf(cause.getMessage());
      }
    }
    return FailureSentence.of(failure);
  }

  /** The program itself, which has no action of its own. */
  @Command(
      name = "withdrawals",
      mixinStandardHelpOptions = true,
      scope = CommandLine.ScopeType.INHERIT,
      versionProvider = Version.class,
      synopsisSubcommandLabel = "[COMMAND]",
      description = "Bank account withdrawals from CSV files, each debited at most once.")
  private static final class Root implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
      throw new CommandLine.ParameterException(spec.commandLine(), "Which command?");
    }
  }

  /** The version that the build wrote into the manifest of the jar. */
  private static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = CommandLineTool.class.getPackage().getImplementationVersion();
      return new String[] {"withdrawals " + (version == null ? "(not packaged)" : version)};
    }
  }
}
