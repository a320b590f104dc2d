package bank.withdrawals.stores;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command does if its settings do not name its stores: nothing. */
class RefusedSettingsTest {

  private static final String SAMPLE = "input/samples/withdrawals.csv";

  @TempDir Path directory;

  private Tool tool() {
    return Tool.at(directory.resolve("home"));
  }

  @Test
  void misspeltAddressIsRefusedBeforeAnythingHappens() {
    Ended ended =
        tool()
            .with("SPRING_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/x")
            .with("SPRING_DATASOURCE_USERNAME", "bank")
            .with("SPRING_DATASOURCE_PASSWORD", "hush")
            .with("SPRING_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
            .run("run", SAMPLE);
    assertRefused(
        ended,
        "SPRING_DATASOURCE_JDBC_URL is not a setting: SPRING_DATASOURCE_URL is. Nothing was done.");
  }

  @Test
  void userBeforeTheHostIsRefusedWithoutItsPassword() {
    assertRefused(
        tool()
            .with("SPRING_DATASOURCE_URL", "jdbc:postgresql://bank:hush@127.0.0.1:1/x")
            .with("SPRING_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
            .run("status"),
        "SPRING_DATASOURCE_URL has a user before the host: put user and password into"
            + " SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD. Nothing was done.");
  }

  @Test
  void settingsInFilesAndInJsonCount() throws IOException {
    Path file = Files.writeString(directory.resolve("x.yml"), "spring.datasource.username: bank\n");
    assertRefused(
        tool().with("SPRING_CONFIG_IMPORT", file.toUri().toString()).run("run", SAMPLE),
        "spring.datasource.username is set, but SPRING_DATASOURCE_URL is not: set it to the address of"
            + " the database, or set WITHDRAWALS_EMBEDDED=database for the embedded one. Nothing was"
            + " done.");
    assertRefused(
        tool()
            .with(
                "SPRING_APPLICATION_JSON", "{\"spring.kafka.bootstrap-servers\":[\"127.0.0.1:1\"]}")
            .run("run", SAMPLE),
        "SPRING_KAFKA_BOOTSTRAP_SERVERS names a broker, but no setting names a database: set"
            + " SPRING_DATASOURCE_URL, or set WITHDRAWALS_EMBEDDED=database for the embedded one."
            + " Nothing was done.");
    assertRefused(
        tool()
            .with("SPRING_CONFIG_IMPORT", directory.resolve("none.yml").toUri().toString())
            .run("run"),
        "The settings cannot be read: ");
  }

  private void assertRefused(Ended ended, String sentence) {
    ended.exits(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines()).singleElement().asString().startsWith(sentence);
    assertThat(ended.err()).doesNotContain("hush");
    assertThat(directory.resolve("home")).doesNotExist();
  }
}
