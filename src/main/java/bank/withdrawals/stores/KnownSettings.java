package bank.withdrawals.stores;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings that exist: those of this program, and those of Spring Boot about the stores. The
 * file {@code spring-settings.txt} has the names from Spring Boot's configuration metadata, because
 * reading the metadata itself at each start takes too long; a test compares the two.
 */
public final class KnownSettings {

  private static final String MAP = ".*";

  /** Settings that no record has. The shell script that starts the program sets the last one. */
  private static final List<String> OTHER_OWN =
      List.of("withdrawals.home", "withdrawals.terminal.columns");

  private final List<Class<? extends Record>> features;
  private @Nullable Map<String, String> own;
  private @Nullable Map<String, String> spring;
  private final List<String> maps = new ArrayList<>();

  /**
   * The settings of Spring Boot and of these features.
   *
   * @param features the settings records of the features, each with its prefix in {@link
   *     ConfigurationProperties}
   */
  public KnownSettings(List<Class<? extends Record>> features) {
    this.features = List.copyOf(features);
  }

  /** The names of the settings of this program, by their letters. */
  Map<String, String> own() {
    if (own == null) {
      own = new HashMap<>();
      OTHER_OWN.forEach(name -> own.put(GivenSettings.letters(name), name));
      for (Class<? extends Record> feature : features) {
        String prefix =
            Objects.requireNonNull(feature.getAnnotation(ConfigurationProperties.class)).value();
        for (RecordComponent component : feature.getRecordComponents()) {
          String name = prefix + "." + kebab(component.getName());
          own.put(GivenSettings.letters(name), name);
        }
      }
    }
    return own;
  }

  /** The names of Spring Boot's settings of the stores, by their letters. */
  Map<String, String> spring() {
    if (spring == null) {
      spring = new HashMap<>();
      for (String line : springSettings()) {
        if (line.endsWith(MAP)) {
          maps.add(line.substring(0, line.length() - MAP.length()));
        } else {
          spring.put(GivenSettings.letters(line), line);
        }
      }
    }
    return spring;
  }

  /** The names of Spring Boot's settings below which everything may follow. */
  List<String> maps() {
    spring();
    return maps;
  }

  /** The lines of the list: a name each, with {@code .*} if everything may follow. */
  static List<String> springSettings() {
    try (InputStream list = KnownSettings.class.getResourceAsStream("spring-settings.txt")) {
      return new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    } catch (IOException brokenProgram) {
      throw new UncheckedIOException(brokenProgram);
    }
  }

  private static String kebab(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
