package bank.withdrawals.job;

import bank.withdrawals.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/** The contract on the embedded database, on disk as it is in use. */
class HsqldbJobTest extends JobContract {

  @Override
  Map<String, String> newDatabase() {
    try {
      Map<String, String> properties = new HashMap<>();
      EmbeddedDatabase.properties(Files.createTempDirectory("withdrawals-db"))
          .forEach((name, value) -> properties.put(name, value.toString()));
      // Without the sample accounts.
      properties.put("spring.flyway.locations", "classpath:db/migration/common");
      return properties;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
