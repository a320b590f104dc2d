package bank.withdrawals.remote;

import bank.withdrawals.lock.SliceLocks;
import java.net.InetAddress;
import java.net.UnknownHostException;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The locks and settings by which machines share a run. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkersSettings.class)
class RemoteConfiguration {

  @Bean
  SliceLocks sliceLocks(DataSource dataSource) {
    return new SliceLocks(dataSource, worker());
  }

  /** How this process calls itself: its machine and its number there. */
  private static String worker() {
    long process = ProcessHandle.current().pid();
    try {
      return "%s %d".formatted(InetAddress.getLocalHost().getHostName(), process);
    } catch (UnknownHostException unnamed) {
      return "process %d".formatted(process);
    }
  }
}
