package bank.withdrawals.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of the operating system that some tests need. */
public final class Programs {

  private Programs() {}

  /** A program on the PATH. */
  public static Optional<Path> find(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Skips the test if a program is missing. Call it for each test: a class that is skipped as a
   * whole is missing in the counts.
   */
  public static void assume(String... names) {
    List<String> missing = Stream.of(names).filter(name -> find(name).isEmpty()).toList();
    assumeTrue(missing.isEmpty(), "Not on the PATH: " + String.join(", ", missing));
  }
}
