package bank.withdrawals.console;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * What a command gets from the shell that starts it. Nothing else in the program reads the
 * process's streams or its environment, so that a test can run a command in its own JVM.
 *
 * @param environment the environment variables
 * @param in standard input
 * @param out standard output
 * @param err standard error
 * @param columns the width of the terminal that standard error is; 0 if it is not a terminal
 */
public record Shell(
    Map<String, String> environment,
    InputStream in,
    PrintStream out,
    PrintStream err,
    int columns) {

  /** Set by {@code run.sh} if standard error is a terminal. */
  private static final String COLUMNS = "withdrawals.terminal.columns";

  /** The shell that started this process. */
  public static Shell ofThisProcess() {
    return new Shell(
        System.getenv(), System.in, System.out, System.err, Integer.getInteger(COLUMNS, 0));
  }

  /**
   * The variables as Spring's settings, after the system properties of the JVM. Each call returns a
   * new object, to which the caller may add.
   */
  public ConfigurableEnvironment settings() {
    return new ShellEnvironment(Map.copyOf(environment));
  }

  /** Spring's environment with these variables instead of the process's. */
  private static final class ShellEnvironment extends StandardEnvironment {

    private final Map<String, Object> variables;

    ShellEnvironment(Map<String, Object> variables) {
      this.variables = variables;
      getPropertySources()
          .addLast(
              new SystemEnvironmentPropertySource(
                  SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
    }

    @Override
    protected void customizePropertySources(MutablePropertySources sources) {
      sources.addLast(
          new PropertiesPropertySource(
              SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, System.getProperties()));
    }

    @Override
    public Map<String, Object> getSystemEnvironment() {
      return variables;
    }
  }
}
