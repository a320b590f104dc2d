package bank.withdrawals.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks for a secret wherever a command may have left it. */
public final class Secrets {

  private Secrets() {}

  /** Checks that neither what commands printed nor any file below {@code home} has the secret. */
  public static void assertNowhere(String secret, Path home, Ended... commands) {
    for (Ended ended : commands) {
      assertThat(ended.out() + ended.err()).as(ended.command()).doesNotContain(secret);
    }
    assertThat(home.resolve("data/withdrawals.log")).isNotEmptyFile();
    try (Stream<Path> files = Files.walk(home)) {
      List<Path> tellTales =
          files.filter(Files::isRegularFile).filter(file -> text(file).contains(secret)).toList();
      assertThat(tellTales).as("files with the secret").isEmpty();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Databases and logs of Kafka too: every byte a character. */
  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
