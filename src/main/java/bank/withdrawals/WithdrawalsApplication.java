package bank.withdrawals;

import bank.withdrawals.cli.CommandLineTool;
import bank.withdrawals.console.Shell;
import bank.withdrawals.files.Home;
import bank.withdrawals.format.Formats;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.intake.FormatSelection;
import bank.withdrawals.intake.Inbox;
import bank.withdrawals.intake.InboxSelection;
import bank.withdrawals.intake.IntakeSettings;
import bank.withdrawals.ledger.AccountSettings;
import bank.withdrawals.ledger.Accounts;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The program: bank account withdrawals from CSV files, each debited at most once. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties({IntakeSettings.class, AccountSettings.class})
public class WithdrawalsApplication {

  /** Runs the command that {@code arguments} name, then exits with its exit code. */
  public static void main(String[] arguments) {
    System.exit(
        CommandLineTool.execute(WithdrawalsApplication.class, Shell.ofThisProcess(), arguments));
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  Home home(@Value("${withdrawals.home}") String root) {
    return new Home(Path.of(root));
  }

  @Bean
  FileInspector fileInspector(IntakeSettings settings, Accounts accounts) {
    return new FileInspector(settings, accounts::idsByNumber);
  }

  @Bean
  InboxSelection inboxSelection(Formats formats) {
    return new FormatSelection(formats);
  }

  @Bean
  Inbox inbox(Home home, InboxSelection selection, IntakeSettings settings, Clock clock) {
    return new Inbox(home.input(), home.archive(), home.quarantine(), selection, settings, clock);
  }
}
