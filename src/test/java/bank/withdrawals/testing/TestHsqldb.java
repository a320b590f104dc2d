package bank.withdrawals.testing;

import bank.withdrawals.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/** Embedded databases: HSQLDB on disk. */
public final class TestHsqldb {

  private TestHsqldb() {}

  /** Properties of a new database without the sample accounts. */
  public static Map<String, String> newDatabase() {
    try {
      Map<String, String> properties = new HashMap<>();
      EmbeddedDatabase.properties(Files.createTempDirectory("withdrawals-db"))
          .forEach((name, value) -> properties.put(name, value.toString()));
      properties.put("spring.flyway.locations", "classpath:db/migration/common");
      return properties;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
