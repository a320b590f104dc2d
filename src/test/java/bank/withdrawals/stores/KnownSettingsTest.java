package bank.withdrawals.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The list of Spring Boot's settings is that of the Spring Boot on the class path. */
class KnownSettingsTest {

  private static final Path DERIVED = Path.of("target/spring-settings.txt");

  @Test
  void listIsThatOfSpringBootsMetadata() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    List<URL> metadata =
        Collections.list(
            getClass()
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"));
    for (URL url : metadata) {
      try (InputStream bytes = url.openStream()) {
        for (JsonNode property : new JsonMapper().readTree(bytes).path("properties")) {
          String name = property.path("name").asString();
          // Spring Boot no longer reads what is deprecated as an error.
          if (name.matches("spring\\.(datasource|kafka|flyway)\\..*")
              && !property.at("/deprecation/level").asString("").equals("error")) {
            names.add(name + (isMap(property.path("type").asString("")) ? ".*" : ""));
          }
        }
      }
    }
    Files.write(DERIVED, names);
    assertThat(KnownSettings.springSettings())
        .as("if Spring Boot has changed, copy %s to the resources of the package", DERIVED)
        .containsExactlyElementsOf(names);
  }

  private static boolean isMap(String type) {
    return type.startsWith("java.util.Map<") || type.equals("java.util.Properties");
  }
}
