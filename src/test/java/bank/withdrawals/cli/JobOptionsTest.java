package bank.withdrawals.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.WithdrawalsApplication;
import bank.withdrawals.console.Shell;
import bank.withdrawals.console.StandardError;
import bank.withdrawals.stores.Backend;
import bank.withdrawals.stores.KnownSettings;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class JobOptionsTest {

  private static final Shell SHELL =
      new Shell(
          Map.of(),
          InputStream.nullInputStream(),
          new PrintStream(OutputStream.nullOutputStream()),
          new PrintStream(OutputStream.nullOutputStream()),
          0);

  /** The value of {@code --workers} is optional, and the next word may be a file. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          a.csv,                      -,      a.csv
          --workers,                  remote, -
          --workers a.csv,            remote, a.csv
          a.csv --workers b.csv,      remote, a.csv b.csv
          --workers=prefer a.csv,     prefer, a.csv
          --workers prefer,           remote, prefer
          --workers --json a.csv,     remote, a.csv
          --workers=a.csv,            a.csv,  -
          --workers=,                 '',     -
          """)
  void aFileAfterTheOptionIsNotItsValue(
      String words, @Nullable String workers, @Nullable String files) {
    Backend backend =
        new Backend(
            WithdrawalsApplication.class,
            SHELL,
            StandardError.of(SHELL),
            new KnownSettings(ConfigCommand.SETTINGS));
    CommandLine run = new CommandLine(new RunCommand(backend));
    run.parseArgs(words.split(" "));
    CommandSpec parsed = run.getCommandSpec();
    assertThat(parsed.findOption("--workers").<String>getValue()).isEqualTo(workers);
    assertThat(parsed.positionalParameters().get(0).<List<Path>>getValue())
        .containsExactlyElementsOf(
            files == null ? List.of() : Stream.of(files.split(" ")).map(Path::of).toList());
  }
}
