package bank.withdrawals.ledger;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Detects the kind of database once, for every feature. */
@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

  @Bean
  Database database(JdbcTemplate jdbc) {
    return Database.of(jdbc);
  }
}
