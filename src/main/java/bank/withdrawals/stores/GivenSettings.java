package bank.withdrawals.stores;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * All settings that somebody gives: by variables, in files, as JSON, as options of the JVM. The
 * defaults that the program itself has are not among them.
 */
final class GivenSettings {

  private static final String OWN_DEFAULTS = "class path resource [";

  private final List<Given> all = new ArrayList<>();

  /**
   * A setting that somebody gives.
   *
   * @param name as given, such as {@code SPRING_DATASOURCE_URL}
   * @param letters see {@link #letters}
   */
  record Given(String name, String letters, EnumerablePropertySource<?> source) {

    /** Whether the value has any text. */
    boolean hasText() {
      return !text().isBlank();
    }

    /** The value; it may be a secret. */
    String text() {
      return Objects.toString(source.getProperty(name), "");
    }

    boolean isVariable() {
      return source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
    }

    boolean isOfTheJvm() {
      return source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
    }

    /**
     * Whether Spring Boot reads it as the setting {@code property}. In a variable, an underscore
     * stands for each dot, and for each dash or for none.
     */
    boolean is(String property) {
      String upper = name.toUpperCase(Locale.ROOT);
      return upper.equals(variable(property))
          || upper.equals(variableWithoutDashes(property))
          || dotted().equals(ConfigurationPropertyName.of(property));
    }

    /** Whether Spring Boot reads it as a part of {@code property}, which is a map or a list. */
    boolean isBelow(String property) {
      String upper = name.toUpperCase(Locale.ROOT);
      return upper.startsWith(variable(property) + "_")
          || upper.startsWith(variableWithoutDashes(property) + "_")
          || ConfigurationPropertyName.of(property).isAncestorOf(dotted());
    }

    private ConfigurationPropertyName dotted() {
      return ConfigurationPropertyName.adapt(name, '.');
    }
  }

  GivenSettings(ConfigurableEnvironment environment) {
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> names
          && !source.getName().contains(OWN_DEFAULTS)) {
        for (String name : names.getPropertyNames()) {
          all.add(new Given(name, letters(name), names));
        }
      }
    }
  }

  List<Given> all() {
    return all;
  }

  /** The first setting with a value whose letters fit. */
  Optional<String> first(Predicate<String> letters) {
    return all.stream()
        .filter(given -> letters.test(given.letters()) && given.hasText())
        .map(Given::name)
        .findFirst();
  }

  /**
   * The letters and digits of a name in lower case: those of {@code SPRING_DATASOURCE_JNDI_NAME}
   * and {@code spring.datasource.jndi-name} are the same.
   */
  static String letters(String name) {
    StringBuilder letters = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char character = name.charAt(i);
      if (Character.isLetterOrDigit(character)) {
        letters.append(Character.toLowerCase(character));
      }
    }
    return letters.toString();
  }

  /** The environment variable that sets {@code property}. */
  static String variable(String property) {
    return property.replace('-', '_').replace('.', '_').toUpperCase(Locale.ROOT);
  }

  private static String variableWithoutDashes(String property) {
    return variable(property.replace("-", ""));
  }
}
