package bank.withdrawals.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bank.withdrawals.files.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatsTest {

  private static final String COLUMNS = "columns: {account_id: a, amount: b}\n";

  @TempDir Path root;

  private Home home;
  private Formats formats;

  @BeforeEach
  void create() throws IOException {
    home = new Home(root);
    formats = new Formats(home);
    Files.createDirectories(home.input().resolve("bank"));
    Files.createDirectories(home.input().resolve("other"));
  }

  @Test
  void chooses() throws Exception {
    save("bank", COLUMNS + "files: 'B-*.csv'\n");
    save("books", COLUMNS + "files: ['*.txt', 'books.csv']\n");

    assertThat(chosen("B-1.csv", "books")).isEqualTo("books");
    assertThat(chosen("bank/books.csv", "xlsx")).isEqualTo("xlsx");
    assertThat(chosen("B-1.csv", "default")).isEqualTo("default");
    assertThat(chosen("bank/books.csv", null)).isEqualTo("bank");
    assertThat(chosen("B-1.csv", null)).isEqualTo("bank");
    assertThat(chosen("other/B-1.csv", null)).isEqualTo("bank");
    assertThat(chosen("x.txt", null)).isEqualTo("books");
    assertThat(chosen("b-1.csv", null)).isEqualTo("default");
    assertThat(formats.choose(root.resolve("B-2.csv"), null).name()).isEqualTo("bank");
    assertThat(formats.choose(root.resolve("bank/x.csv"), null).name()).isEqualTo("default");
    assertThat(formats.claims("x.txt")).isTrue();
    assertThat(formats.claims("x.csv")).isFalse();
    assertThat(formats.directories()).contains("bank", "books", "xlsx").doesNotContain("default");
  }

  @Test
  void withoutFormatsEveryFileIsInTheDefaultOne() throws Exception {
    assertThat(chosen("x.csv", null)).isEqualTo("default");
    assertThat(formats.claims("x.xlsx")).isFalse();
  }

  /** A built-in format never claims a file by itself. */
  @Test
  void builtInFormatsAreValidAndHaveNoPatterns() throws Exception {
    assertThat(formats.list())
        .extracting(Formats.Listed::name)
        .containsExactly("semicolon", "totals-line", "unicode-text", "windows-1252", "xlsx");
    assertThat(formats.list())
        .allSatisfy(
            format -> {
              assertThat(format.origin()).isEqualTo("built in");
              assertThat(format.files()).isEmpty();
              assertThat(format.description()).isNotEmpty();
              assertThat(format.problem()).isEmpty();
            });
    for (Formats.Listed format : formats.list()) {
      Format built = formats.find(format.name());
      assertThat(formats.parse(built.name(), built.text())).isEqualTo(built);
    }
  }

  @Test
  void aFileOfTheHomeReplacesABuiltInFormat() throws Exception {
    save("xlsx", "description: ours\nkind: xlsx\nsheet: S\n" + COLUMNS);

    assertThat(formats.text("xlsx")).startsWith("description: ours");
    assertThat(formats.list())
        .filteredOn(format -> format.name().equals("xlsx"))
        .singleElement()
        .extracting(Formats.Listed::origin)
        .isEqualTo("formats/xlsx.yml");
  }

  @Test
  void neverGuesses() throws Exception {
    save("a", COLUMNS + "files: 'x*'\n");
    save("b", COLUMNS + "files: '*.csv'\n");

    assertRefused("x.csv", null, "its name matches the patterns of several formats: a, b; name");
    assertThat(chosen("x.csv", "a")).isEqualTo("a");
    assertRefused("x.csv", "c", "there is no format c; `formats list` shows all");
    assertRefused("x.csv", "../a", "there is no format ../a");
  }

  @Test
  void aWrongFormatRefusesItsFilesAndNoOthers() throws Exception {
    save("bank", "files: 'B-*.csv'\ncolumns: {account_id: a, amuont: b}\n");

    assertRefused(
        "B-1.csv", null, "its format is wrong, formats/bank.yml, line 2: there is no key");
    assertRefused("bank/x.csv", null, "its format is wrong, formats/bank.yml, line 2");
    assertThat(chosen("x.csv", null)).isEqualTo("default");
    assertThat(formats.list())
        .filteredOn(format -> !format.problem().isEmpty())
        .singleElement()
        .extracting(Formats.Listed::problem)
        .asString()
        .contains("formats/bank.yml, line 2");
  }

  /** Nobody knows which files it is for, and another format could read them wrongly. */
  @Test
  void unreadablePatternsRefuseEachFileThatNothingElseChooses() throws Exception {
    save("bank", COLUMNS + "files: [\n");

    assertRefused("x.csv", null, "the patterns of the format in formats/bank.yml, line 1, cannot");
    assertThat(chosen("x.csv", "default")).isEqualTo("default");
    assertThat(formats.claims("x.csv")).isFalse();

    Files.write(home.formats().resolve("bank.yml"), new byte[] {'a', (byte) 0xE4});
    assertRefused("x.csv", null, "the format in formats/bank.yml is not UTF-8");
  }

  @Test
  void otherFilesInTheDirectoryAreListedAsProblems() throws Exception {
    save("default", COLUMNS);
    Files.writeString(home.formats().resolve("bank.yaml"), COLUMNS);
    Files.writeString(home.formats().resolve(".hidden.yml"), COLUMNS);

    assertThat(formats.list())
        .filteredOn(format -> !format.problem().isEmpty())
        .extracting(Formats.Listed::name)
        .containsExactly("bank.yaml", "default.yml");
  }

  private void save(String name, String text) throws IOException {
    Files.createDirectories(home.formats());
    Files.writeString(home.formats().resolve(name + ".yml"), text);
  }

  private String chosen(String file, @Nullable String name) throws RefusedFileException {
    return formats.choose(home.input().resolve(file), name).name();
  }

  private void assertRefused(String file, @Nullable String name, String sentence) {
    assertThatThrownBy(() -> chosen(file, name))
        .isInstanceOf(RefusedFileException.class)
        .hasMessageStartingWith(sentence);
  }
}
