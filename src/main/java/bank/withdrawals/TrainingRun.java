package bank.withdrawals;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * The run from which {@code run.sh} makes a class archive. It uses the embedded database, so that
 * it needs no server. So it also loads what a run over PostgreSQL loads: the packages of the driver
 * that a connection uses.
 */
final class TrainingRun {

  private static final String DRIVER = "/org/postgresql/Driver.class";

  private static final Pattern USED =
      Pattern.compile("org/postgresql/((core|core/v3|hostchooser|jdbc|util)/)?[\\w$]+\\.class");

  private TrainingRun() {}

  /**
   * As {@link WithdrawalsApplication#main}.
   *
   * @throws IOException if the driver's jar cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    URL driver = TrainingRun.class.getResource(DRIVER);
    if (driver != null && driver.openConnection() instanceof JarURLConnection connection) {
      try (JarFile jar = connection.getJarFile()) {
        namesIn(jar).forEach(TrainingRun::load);
      }
    }
    WithdrawalsApplication.main(arguments);
  }

  private static List<String> namesIn(JarFile jar) {
    return jar.stream().map(JarEntry::getName).filter(USED.asMatchPredicate()).toList();
  }

  private static void load(String file) {
    try {
      Class.forName(
          file.replace(".class", "").replace('/', '.'), false, TrainingRun.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError optional) {
      // Some classes need a library that this program does not have, and so does no run.
    }
  }
}
