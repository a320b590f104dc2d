package bank.withdrawals.database;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who makes the tables.
 *
 * @param migrate whether each start migrates the database by itself; if not, only {@code migrate}
 *     does, and a start refuses a database that another build has made
 */
@ConfigurationProperties("withdrawals")
public record MigrationSettings(@DefaultValue("true") boolean migrate) {}
