package bank.withdrawals.cli;

import bank.withdrawals.report.ExitCode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the settings in effect. */
@Command(
    name = "config",
    description = {
      "Shows the settings in effect and where each comes from; secrets are masked.",
      "Opens no store."
    })
final class ConfigCommand implements Callable<Integer> {

  private final Backend backend;

  @Spec private CommandSpec spec;

  ConfigCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() {
    Settings settings = new Settings(backend.environment());
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        AsciiTable.getTable(
            AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
            settings.all(),
            List.of(
                new Column()
                    .header("Setting")
                    .dataAlign(HorizontalAlign.LEFT)
                    .with(Settings.Setting::variable),
                new Column()
                    .header("Value")
                    .dataAlign(HorizontalAlign.LEFT)
                    .maxWidth(60)
                    .with(Settings.Setting::value),
                new Column()
                    .header("Source")
                    .dataAlign(HorizontalAlign.LEFT)
                    .with(Settings.Setting::source))));
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    for (String unknown : settings.unknown()) {
      err.printf("%s is not a setting, and is ignored.%n", unknown);
    }
    err.flush();
    return ExitCode.SUCCESS.code();
  }
}
