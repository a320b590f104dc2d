package bank.withdrawals.cli;

import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.files.Printable;
import bank.withdrawals.format.FormatPreview;
import bank.withdrawals.format.FormatSuggestion;
import bank.withdrawals.format.Formats;
import bank.withdrawals.format.ReadRules;
import bank.withdrawals.format.RefusedFileException;
import bank.withdrawals.intake.IntakeSettings;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.stores.Backend;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.springframework.boot.context.properties.bind.Binder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists, shows and suggests formats. No store is opened, and nothing is debited. */
@Command(name = "formats", description = "Lists, shows and suggests formats of senders' files.")
final class FormatsCommand implements Callable<Integer> {

  private final Backend backend;

  @Spec private CommandSpec spec;

  FormatsCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() {
    return list();
  }

  @Command(
      name = "list",
      description = "Shows all formats: their files, their patterns and what they are for.")
  int list() {
    List<Formats.Listed> all = formats().list();
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        AsciiTable.getTable(
            AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
            all,
            List.of(
                column("Format", Formats.Listed::name),
                column("From", Formats.Listed::origin),
                column("Files", format -> String.join(" ", format.files())),
                column("Description", Formats.Listed::description))));
    for (Formats.Listed format : all) {
      if (!format.problem().isEmpty()) {
        out.printf("%s: %s.%n", Printable.text(format.name()), Printable.text(format.problem()));
      }
    }
    out.flush();
    return ExitCode.SUCCESS.code();
  }

  @Command(name = "show", description = "Prints a format, as a start for one of your own.")
  int show(@Parameters(paramLabel = "NAME", description = "name of the format") String name) {
    try {
      spec.commandLine().getOut().print(formats().text(name));
    } catch (RefusedFileException unknown) {
      throw failed(unknown);
    }
    spec.commandLine().getOut().flush();
    return ExitCode.SUCCESS.code();
  }

  @Command(
      name = "suggest",
      description = {
        "Inspects FILE and prints a format for it, to be reviewed and saved as formats/NAME.yml.",
        "Shows on standard error the first rows as this format reads them."
      })
  int suggest(@Parameters(paramLabel = "FILE", description = "a sender's file") Path file)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailedException(
          "%s is not a file that can be read.".formatted(Printable.name(file)));
    }
    FormatSuggestion suggestion;
    try {
      suggestion = FormatSuggestion.of(file, rules());
    } catch (RefusedFileException refused) {
      throw new CommandFailedException(refused.sentence(Printable.name(file)));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(suggestion.text());
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    FormatPreview preview = suggestion.preview();
    err.println(
        "%nThe file as this format reads it:%n%n%s".formatted(preview.text()).stripTrailing());
    err.flush();
    return ExitCode.SUCCESS.code();
  }

  private Formats formats() {
    return new Formats(backend.home());
  }

  private ReadRules rules() {
    return Binder.get(backend.environment())
        .bindOrCreate("withdrawals.intake", IntakeSettings.class)
        .readRules();
  }

  private static CommandFailedException failed(RefusedFileException refused) {
    String sentence = String.valueOf(refused.getMessage());
    return new CommandFailedException(
        Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".");
  }

  private static ColumnData<Formats.Listed> column(
      String header, Function<Formats.Listed, String> cell) {
    return new Column()
        .header(header)
        .dataAlign(HorizontalAlign.LEFT)
        .maxWidth(44)
        .with(format -> Printable.text(cell.apply(format)));
  }
}
