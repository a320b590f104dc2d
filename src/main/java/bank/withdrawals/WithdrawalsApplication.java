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
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.batch.jdbc.autoconfigure.BatchJdbcAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/**
 * The program: bank account withdrawals from CSV files, each debited at most once.
 *
 * <p>The parts of Spring Boot that it uses are named, because each start would look at all others.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ComponentScan
@ImportAutoConfiguration({
  PropertyPlaceholderAutoConfiguration.class,
  ConfigurationPropertiesAutoConfiguration.class,
  LifecycleAutoConfiguration.class,
  SslAutoConfiguration.class,
  DataSourceAutoConfiguration.class,
  JdbcTemplateAutoConfiguration.class,
  DataSourceTransactionManagerAutoConfiguration.class,
  TransactionAutoConfiguration.class,
  TransactionManagerCustomizationAutoConfiguration.class,
  BatchJdbcAutoConfiguration.class,
  KafkaAutoConfiguration.class
})
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
