package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** The embedded database is restored from a backup; the embedded broker keeps its log. */
class RestoredHomeIT {

  private static final String SAMPLE = "input/samples/withdrawals.csv";

  @TempDir Path home;
  @TempDir Path backup;

  @Test
  void eventsOfARestoredEmbeddedDatabaseAreSentOnce() throws IOException {
    Tool tool = Tool.at(home);
    tool.run("accounts").exits(0);
    FileSystemUtils.copyRecursively(tool.home("data", "db"), backup);
    tool.run("run", SAMPLE).exits(0);

    FileSystemUtils.deleteRecursively(tool.home("data", "db"));
    FileSystemUtils.copyRecursively(backup, tool.home("data", "db"));
    assertThat(tool.run("run", SAMPLE).exits(5).out())
        .contains("EVENTS_PENDING", "The database is a restored backup", "publish --after-restore");
    assertThat(tool.run("publish", "--after-restore").exits(0).err())
        .contains(
            "The topic has 5 events. 5 of them are not sent again: the database did not know that"
                + " they are published.");
    assertThat(tool.events())
        .extracting(event -> event.path("id").asString())
        .containsExactlyElementsOf(Sample.DEBITED);
    tool.run("reconcile").exits(0);
  }
}
