package bank.withdrawals.cli;

import bank.withdrawals.approval.ApprovalSettings;
import bank.withdrawals.console.SettingsListing;
import bank.withdrawals.console.SettingsListing.Setting;
import bank.withdrawals.database.MigrationSettings;
import bank.withdrawals.intake.IntakeSettings;
import bank.withdrawals.job.JobSettings;
import bank.withdrawals.ledger.AccountSettings;
import bank.withdrawals.outbox.PublishingSettings;
import bank.withdrawals.remote.WorkersSettings;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.stores.Backend;
import bank.withdrawals.stores.StoreSettings;
import bank.withdrawals.telemetry.MetricsSettings;
import bank.withdrawals.telemetry.NotificationHookSettings;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.core.env.ConfigurableEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the settings in effect. */
@Command(
    name = "config",
    description = {
      "Shows the settings in effect and where each of them comes from; secrets are masked.",
      "Does not open the database or connect to Kafka."
    })
final class ConfigCommand implements Callable<Integer> {

  static final List<Class<? extends Record>> SETTINGS =
      List.of(
          AccountSettings.class,
          ApprovalSettings.class,
          IntakeSettings.class,
          JobSettings.class,
          MetricsSettings.class,
          MigrationSettings.class,
          NotificationHookSettings.class,
          PublishingSettings.class,
          StoreSettings.class,
          WorkersSettings.class);

  private final Backend backend;

  @Spec private CommandSpec spec;

  ConfigCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() {
    ConfigurableEnvironment environment = backend.environment();
    SettingsListing settings = new SettingsListing(environment, SETTINGS);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        AsciiTable.getTable(
            AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
            settings.all(),
            List.of(
                new Column()
                    .header("Setting")
                    .dataAlign(HorizontalAlign.LEFT)
                    .with(Setting::variable),
                new Column()
                    .header("Value")
                    .dataAlign(HorizontalAlign.LEFT)
                    .maxWidth(60)
                    .with(Setting::value),
                new Column()
                    .header("Source")
                    .dataAlign(HorizontalAlign.LEFT)
                    .with(Setting::source))));
    out.flush();
    backend.printUnknown(environment);
    return ExitCode.SUCCESS.code();
  }
}
