package bank.withdrawals.remote;

import bank.withdrawals.lock.SliceLocks;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The locks and settings by which machines share a run. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkersSettings.class)
class RemoteConfiguration {

  @Bean
  SliceLocks sliceLocks(DataSource dataSource, WorkersSettings settings) {
    return new SliceLocks(dataSource, settings.name());
  }
}
