package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code run.sh} starts the packaged program, with an archive of its classes or without one. */
class StartIT {

  private static final Path TARGET = Path.of("target");

  @TempDir Path home;
  @TempDir Path elsewhere;

  /** Those of PostgreSQL's driver too, although the archive is made without PostgreSQL. */
  @Test
  void classesAreLoadedFromTheArchive() throws IOException {
    Tool tool = Tool.at(home).over(TestPostgres.newDatabase()).process();
    tool.run("accounts").exits(0);
    Path loaded = elsewhere.resolve("loaded");
    tool.with("JAVA_OPTS", "-Xlog:class+load:file=" + loaded).run("accounts").exits(0);
    assertThat(Files.readString(loaded))
        .containsPattern("bank\\.withdrawals\\.WithdrawalsApplication source: shared objects file")
        .containsPattern("org\\.postgresql\\.jdbc\\.PgConnection source: shared objects file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-XX:+UseG1GC", "-XX:+UseZGC"})
  void theVersionIsThatOfTheJarAndNoCollectorAddsALine(String collector) {
    Tool tool = Tool.at(home).process().with("JAVA_OPTS", collector);
    assertThat(tool.run("--version").exits(0).lines())
        .singleElement()
        .asString()
        .matches("withdrawals \\d.*");
  }

  @Test
  void anInvalidArchiveIsIgnored() throws IOException {
    Tool tool = Tool.at(home).process();
    String accounts = tool.run("accounts").exits(0).out();
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(TARGET, "*.jsa")) {
      for (Path archive : archives) {
        Path aside = elsewhere.resolve(archive.getFileName());
        Files.move(archive, aside);
        try {
          Files.writeString(archive, "not an archive");
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
