package bank.withdrawals.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.springframework.jdbc.core.JdbcTemplate;

/** PostgreSQL's processes, if they are on this machine and it is a Linux. */
final class ServerProcesses {

  private static final Path PROCESSES = Path.of("/proc");

  /** The kernel counts in hundredths of a second, on whatever machine. */
  private static final double TICKS_PER_SECOND = 100;

  /** Places in the file {@code stat}, from the one after the name of the program. */
  private static final int PARENT = 1;

  private static final int USER = 11;
  private static final int SYSTEM = 12;
  private static final int ENDED_CHILDREN_USER = 13;
  private static final int ENDED_CHILDREN_SYSTEM = 14;

  private ServerProcesses() {}

  /**
   * The processor seconds of all processes of the server so far, also of those that have ended.
   *
   * @return NaN if they are not known
   */
  static double seconds(JdbcTemplate jdbc) throws IOException {
    Integer session = jdbc.queryForObject("SELECT pg_backend_pid()", Integer.class);
    Path stat = PROCESSES.resolve(session + "/stat");
    if (!Files.exists(stat)) {
      return Double.NaN;
    }
    String server = cells(stat)[PARENT];
    String[] main = cells(PROCESSES.resolve(server + "/stat"));
    double ticks = sum(main, USER, SYSTEM, ENDED_CHILDREN_USER, ENDED_CHILDREN_SYSTEM);
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : processes) {
        try {
          String[] cells = cells(process.resolve("stat"));
          ticks += cells[PARENT].equals(server) ? sum(cells, USER, SYSTEM) : 0;
        } catch (NoSuchFileException ended) {
          // Its time is in that of the main process.
        } catch (IOException ending) {
          // Likewise: the kernel has no such process any more.
        }
      }
    }
    return ticks / TICKS_PER_SECOND;
  }

  private static String[] cells(Path stat) throws IOException {
    String text = Files.readString(stat);
    return text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
  }

  private static double sum(String[] cells, int... places) {
    double sum = 0;
    for (int place : places) {
      sum += Long.parseLong(cells[place]);
    }
    return sum;
  }
}
