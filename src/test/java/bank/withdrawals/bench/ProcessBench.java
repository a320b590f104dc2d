package bank.withdrawals.bench;

import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures the program as it is shipped, each run in a process of its own: {@code ./mvnw -Pbench
 * verify -Dit.test=ProcessBench}. PostgreSQL and the broker are those of the tests.
 */
class ProcessBench {

  private static final int STARTS = Integer.getInteger("bench.starts", 5);
  private static final int ACCOUNTS = Integer.getInteger("bench.accounts", 100_000);
  private static final String HEAP = "-Xmx256m";

  /** From the first number to the second, time must grow no faster than rows. */
  private static final List<Integer> SIZES =
      Stream.of(System.getProperty("bench.sizes", "1000000,10000000").split(",", -1))
          .map(Integer::valueOf)
          .toList();

  private static final boolean NEWER = Runtime.version().feature() >= 25;

  @TempDir Path directory;

  /** Five rows: the start of the program, above all. */
  @Test
  void small() {
    Tool embedded = Tool.at(directory.resolve("embedded")).process().with("JAVA_OPTS", "");
    Tool external =
        Tool.at(directory.resolve("external"))
            .process()
            .with("JAVA_OPTS", "")
            .over(TestPostgres.newDatabase());
    external.write("five.csv", "account_id,balance,currency", "1,1000.00,USD");
    external.run("accounts", "import", external.home("five.csv")).exits(0);
    String java = "five rows, Java " + Runtime.version().feature();
    Target.print(
        List.of(
            Target.atMost(NEWER ? 2 : 2.5, java + ", external stores, s", start(external)),
            Target.atMost(NEWER ? 3 : 4, java + ", embedded stores, s", start(embedded))));
  }

  private static double start(Tool tool) {
    List<Double> seconds = new ArrayList<>();
    // The first one makes what the others find.
    for (int i = 0; i <= STARTS; i++) {
      List<String> rows = new ArrayList<>(List.of(BenchFile.HEADER));
      for (int row = 1; row <= 5; row++) {
        rows.add("s%d-%d,1,0.01".formatted(i, row));
      }
      Path file = tool.write("files/%d.csv".formatted(i), rows.toArray(String[]::new));
      double taken = seconds(tool, file);
      if (i > 0) {
        seconds.add(taken);
      }
    }
    Collections.sort(seconds);
    return seconds.get(STARTS / 2);
  }

  /** Many rows in a small heap. */
  @Test
  void large() throws Exception {
    List<Double> seconds = new ArrayList<>();
    for (int rows : SIZES) {
      Map<String, String> database = TestPostgres.newDatabase();
      Tool tool =
          Tool.at(directory.resolve("rows" + rows))
              .process()
              .over(database)
              .with("JAVA_OPTS", HEAP);
      List<String> accounts = new ArrayList<>(List.of("account_id,balance,currency"));
      for (int id = 1; id <= ACCOUNTS; id++) {
        accounts.add(id + ",100000000.00,USD");
      }
      Path list = tool.write("accounts.csv", accounts.toArray(String[]::new));
      tool.run("accounts", "import", list).exits(0);
      BenchFile file =
          BenchFile.write(directory, 1, rows, ACCOUNTS, 0, 0, BenchFile.Ids.SEQUENTIAL);
      seconds.add(seconds(tool, file.path()));
      Files.delete(file.path());
    }
    int last = SIZES.size() - 1;
    double growth = (double) SIZES.get(last) / SIZES.get(0);
    Target.print(
        List.of(
            Target.atMost(
                150e-7 * SIZES.get(last),
                "%,d rows, %s, s".formatted(SIZES.get(last), HEAP),
                seconds.get(last)),
            Target.atMost(
                growth,
                "× the time for × %,.0f the rows".formatted(growth),
                seconds.get(last) / seconds.get(0))));
  }

  private static double seconds(Tool tool, Path file) {
    long begun = System.nanoTime();
    tool.run("run", file).exits(0);
    return (System.nanoTime() - begun) / 1e9;
  }
}
