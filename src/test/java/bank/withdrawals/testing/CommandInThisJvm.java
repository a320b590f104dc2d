package bank.withdrawals.testing;

import bank.withdrawals.WithdrawalsApplication;
import bank.withdrawals.cli.CommandLineTool;
import bank.withdrawals.console.Shell;
import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LoggingSystem;

/** Runs one command at a time in this JVM, as if it were a process. */
final class CommandInThisJvm {

  private CommandInThisJvm() {}

  /** Runs a command to its end and leaves the JVM as it was. */
  static synchronized Ended run(Map<String, String> variables, String input, List<String> words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    Shell shell = new Shell(variables, in, stream(out), stream(err), 0);
    String command = String.join(" ", words);
    int exitCode = execute(shell, command, words.toArray(String[]::new));
    return new Ended(
        command,
        exitCode,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static int execute(Shell shell, String command, String... words) {
    // Without this, brokers in this JVM would log to the streams of the command until it is set up.
    LoggingSystem.get(Tool.class.getClassLoader()).beforeInitialize();
    PrintStream out = System.out;
    PrintStream err = System.err;
    // The logging system writes settings to system properties and never replaces them.
    Properties properties = (Properties) System.getProperties().clone();
    System.setOut(shell.out());
    System.setErr(shell.err()); // The appender of the log for the screen prints to this stream.
    FutureTask<Integer> task =
        new FutureTask<>(() -> CommandLineTool.execute(WithdrawalsApplication.class, shell, words));
    // A new thread, so that no thread-local value of a command is left for the next one.
    Thread thread = new Thread(task, "command");
    thread.start();
    try {
      return task.get(Tool.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException endless) {
      throw new AssertionError(
          "Does not end: %s%n%s".formatted(command, Arrays.toString(thread.getStackTrace())),
          endless);
    } catch (ExecutionException | InterruptedException failure) {
      throw new AssertionError(command, failure);
    } finally {
      System.setOut(out);
      System.setErr(err);
      System.setProperties(properties);
      // It closes the log file, which may be on a disk that the test unmounts.
      ((LoggerContext) LoggerFactory.getILoggerFactory()).reset();
    }
  }
}
