package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run.sh} starts the program from an archive of its classes, and without one as well. */
class StartIT {

  private static final Path TARGET = Path.of("target");

  @TempDir Path home;
  @TempDir Path elsewhere;

  @Test
  void classesComeFromTheArchive() throws IOException {
    Tool tool = Tool.at(home);
    tool.run("accounts").exits(0);
    Path loaded = elsewhere.resolve("loaded");
    tool.with("JAVA_OPTS", "-Xlog:class+load:file=" + loaded).run("accounts").exits(0);
    assertThat(Files.readString(loaded))
        .containsPattern(
            "bank\\.withdrawals\\.run\\.RunQueries source: shared objects file \\(top\\)");
  }

  @Test
  void anArchiveThatIsNoneIsPassedOver() throws IOException {
    Tool tool = Tool.at(home);
    String accounts = tool.run("accounts").exits(0).out();
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(TARGET, "*.jsa")) {
      for (Path archive : archives) {
        Path aside = elsewhere.resolve(archive.getFileName());
        Files.move(archive, aside);
        try {
          Files.writeString(archive, "no archive");
          assertThat(tool.run("accounts").exits(0))
              .satisfies(
                  ended -> {
                    assertThat(ended.out()).isEqualTo(accounts);
                    assertThat(ended.err()).isEmpty();
                  });
        } finally {
          Files.move(aside, archive, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
