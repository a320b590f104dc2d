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
      CommandLine commandLine = commandLine(backend, shell, err);
      return commandLine.execute(arguments.length == 0 ? new String[] {"run"} : arguments);
    }
  }

  private static CommandLine commandLine(Backend backend, Shell shell, StandardError err) {
    CommandLine commandLine =
        new CommandLine(new Root())
            .addSubcommand(new RunCommand(backend))
            .addSubcommand(new WorkerCommand(backend))
            .addSubcommand(new CheckCommand(backend))
            .addSubcommand(new ApproveCommand(backend))
            .addSubcommand(new WithdrawCommand(backend, shell.in()))
            .addSubcommand(
                new CommandLine(new AccountsCommand(backend))
                    .addSubcommand(new AdjustCommand(backend)))
            .addSubcommand(new FormatsCommand(backend))
            .addSubcommand(new StatusCommand(backend))
            .addSubcommand(
                new CommandLine(new EventsCommand(backend))
                    .addSubcommand(new ResendCommand(backend)))
            .addSubcommand(new PublishCommand(backend))
            .addSubcommand(new ReconcileCommand(backend))
            .addSubcommand(new BrokerCommand(backend))
            .addSubcommand(new MigrateCommand(backend))
            .addSubcommand(new ReportCommand(backend))
            .addSubcommand(new ExportCommand(backend))
            .addSubcommand(new GenerateCommand())
            .addSubcommand(new ConfigCommand(backend))
            .addSubcommand(new CompletionCommand());
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
