package bank.withdrawals.stores;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HomeLettersTest {

  /** Letters that mean something to a shell, a properties file, an address or a pattern. */
  private static final String FINE = "a b#c$d!e'f\"g&h(i)j[k]l=m?n*o~p+q^r<s>t|u@v:w-x`y\\z\u00fc";

  private static final String SAMPLE = "input/samples/withdrawals.csv";

  @TempDir Path directory;

  /** The columns: what is in the path, what the sentence names, the command. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '´',
      value = {
        "per%cent      | %      | accounts",
        "date%d        | %      | config",
        "br{ace        | {      | accounts",
        "br}ace        | }      | accounts",
        "sp#{1+1}el    | {      | accounts",
        "${NO_SUCH}    | {      | accounts",
        "co:-lon       | :-     | accounts",
        "semi;colon    | ;      | accounts",
        "com,ma        | ,      | run " + SAMPLE,
      })
  void aHomeThatALibraryMisunderstandsIsRefused(String name, String letter, String command)
      throws IOException {
    Ended ended = Tool.at(directory.resolve(name)).run((Object[]) command.split(" ")).exits(2);
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .startsWith("WITHDRAWALS_HOME is " + directory)
        .contains(", with `" + letter + "`, which ")
        .endsWith(": choose a path without it. Nothing was done.");
    try (Stream<Path> made = Files.list(directory)) {
      assertThat(made).isEmpty();
    }
  }

  /** Everything that the program writes is in its home, and not next to it. */
  @Test
  void otherLettersAreFine() throws IOException {
    Path home = directory.resolve(FINE);
    Tool.at(home).run("run", SAMPLE).exits(0);
    try (Stream<Path> made = Files.list(directory)) {
      assertThat(made).containsExactly(home);
    }
    assertThat(home.resolve("data/withdrawals.log")).isNotEmptyFile();
    assertThat(home.resolve("data/db/withdrawals.script")).exists();
    assertThat(home.resolve("data/kafka/withdrawals-0")).isDirectory();
    assertThat(Tool.at(home).run("reconcile").exits(0).out()).contains("Everything holds.");
  }

  /** Neither store that it concerns is embedded. */
  @Test
  void aLetterOfAnEmbeddedStoreIsFineIfTheStoreIsNot() {
    assertThat(HomeLetters.refusal("/a,b;c", kind -> false)).isEmpty();
    assertThat(HomeLetters.refusal("/a,b", kind -> kind == StoreKind.DATABASE)).isEmpty();
    assertThat(HomeLetters.refusal("/a;b", kind -> kind == StoreKind.BROKER)).isEmpty();
  }
}
