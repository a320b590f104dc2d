package bank.withdrawals.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL's own benchmark: one account, teller and branch per transaction, as in TPC-B. */
final class Pgbench {

  private static final Pattern TRANSACTIONS = Pattern.compile("(?m)^tps = ([0-9.]+)");

  private Pgbench() {}

  /**
   * Runs it with two clients for 20 seconds, over 1,000,000 accounts.
   *
   * @param database Spring's properties of a new database
   * @return transactions per second; empty if the machine has no {@code pgbench}
   */
  static OptionalDouble transactionsPerSecond(Map<String, String> database)
      throws IOException, InterruptedException {
    String program = program();
    if (program.isEmpty()) {
      return OptionalDouble.empty();
    }
    URI url = URI.create(database.get("spring.datasource.url").substring("jdbc:".length()));
    List<String> server = List.of("-h", url.getHost(), "-p", url.getPort() + "", "-U", "postgres");
    String name = url.getPath().substring(1);
    run(program, List.of("-q", "-i", "-s", "10"), server, name);
    String output = run(program, List.of("-n", "-c", "2", "-j", "2", "-T", "20"), server, name);
    Matcher matcher = TRANSACTIONS.matcher(output);
    if (!matcher.find()) {
      throw new IOException("pgbench prints no transactions per second: " + output);
    }
    return OptionalDouble.of(Double.parseDouble(matcher.group(1)));
  }

  private static String program() throws IOException {
    Path packaged = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(packaged)) {
      try (DirectoryStream<Path> versions = Files.newDirectoryStream(packaged)) {
        for (Path version : versions) {
          if (Files.isExecutable(version.resolve("bin/pgbench"))) {
            return version.resolve("bin/pgbench").toString();
          }
        }
      }
    }
    return "";
  }

  private static String run(
      String program, List<String> options, List<String> server, String database)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(options);
    command.addAll(server);
    command.add(database);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("pgbench fails: " + output);
    }
    return output;
  }
}
