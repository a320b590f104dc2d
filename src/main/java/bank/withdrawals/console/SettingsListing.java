package bank.withdrawals.console;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ReflectionUtils;

/** Lists the settings in effect and where each of them comes from; masks secrets. */
public final class SettingsListing {

  private static final String MASK = "******";
  private static final String SPRING_PREFIX = "SPRING_";

  private static final Pattern SECRET_NAME =
      Pattern.compile("PASSWORD|PASSPHRASE|SECRET|JAAS|TOKEN|CREDENTIAL|KEY_?STORE_?KEY");

  /** A password in a URL, as a parameter or before the host. */
  private static final Pattern SECRET_IN_URL =
      Pattern.compile("(?i)((?:password|secret|token)[^=&;]*=)[^&;]*|(//[^/@:]*:)[^/@]*(?=@)");

  private static final List<String> STORES =
      List.of(
          "withdrawals.home",
          "spring.datasource.url",
          "spring.datasource.username",
          "spring.datasource.password",
          "spring.kafka.bootstrap-servers");

  private final ConfigurableEnvironment environment;
  private final List<Class<? extends Record>> features;

  /**
   * A listing of the settings in {@code environment}.
   *
   * @param features the settings records of the features, each with its prefix in {@link
   *     ConfigurationProperties}
   */
  public SettingsListing(
      ConfigurableEnvironment environment, List<Class<? extends Record>> features) {
    this.environment = environment;
    this.features = List.copyOf(features);
  }

  /**
   * One setting.
   *
   * @param variable the environment variable that sets it
   * @param value the value with secrets masked; empty if it is unset
   * @param source where the value comes from, such as {@code environment variable}
   */
  public record Setting(String variable, String value, String source) {}

  /**
   * The settings of the stores, then those of the features, then all other Spring settings that the
   * environment sets.
   */
  public List<Setting> all() {
    List<Setting> settings = new ArrayList<>();
    STORES.forEach(name -> settings.add(setting(name, "")));
    for (Class<? extends Record> feature : features) {
      String prefix =
          Objects.requireNonNull(feature.getAnnotation(ConfigurationProperties.class)).value();
      Record bound = Binder.get(environment).bindOrCreate(prefix, feature);
      for (RecordComponent component : feature.getRecordComponents()) {
        Object value = ReflectionUtils.invokeMethod(component.getAccessor(), bound);
        settings.add(setting(prefix + "." + kebab(component.getName()), String.valueOf(value)));
      }
    }
    for (String variable : variables(SPRING_PREFIX)) {
      if (settings.stream().noneMatch(setting -> same(setting.variable(), variable))) {
        settings.add(
            new Setting(
                variable, masked(variable, environmentVariable(variable)), "environment variable"));
      }
    }
    return settings;
  }

  private Setting setting(String name, String bound) {
    ConfigurationProperty property = property(name);
    String variable = variable(name);
    String value = property == null ? bound : environment.getProperty(name, bound);
    return new Setting(variable, masked(variable, value), source(property, variable));
  }

  private @Nullable ConfigurationProperty property(String name) {
    ConfigurationPropertyName key = ConfigurationPropertyName.of(name);
    return StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
        .map(source -> source.getConfigurationProperty(key))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private String source(@Nullable ConfigurationProperty property, String variable) {
    String origin = property == null ? "" : String.valueOf(property.getOrigin());
    if (origin.startsWith("System Environment Property")
        || !environmentVariable(variable).isEmpty()) {
      return "environment variable";
    }
    // A value that the program itself sets or computes is a default.
    boolean isDefault =
        origin.isEmpty()
            || origin.contains("[application.yml]")
            || origin.contains("commandLineArgs");
    return isDefault ? "default" : origin;
  }

  private List<String> variables(String prefix) {
    return new TreeSet<>(environment.getSystemEnvironment().keySet())
        .stream().filter(variable -> variable.startsWith(prefix)).toList();
  }

  private String environmentVariable(String variable) {
    return Objects.toString(environment.getSystemEnvironment().get(variable), "");
  }

  private static String masked(String variable, String value) {
    if (SECRET_NAME.matcher(variable).find()) {
      return value.isEmpty() ? value : MASK;
    }
    return SECRET_IN_URL.matcher(value).replaceAll("$1$2" + MASK);
  }

  /** Spring Boot accepts two names of a variable; this is the more readable one. */
  private static String variable(String name) {
    return name.replace('-', '_').replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** Compares without underscores: the other name has none for a dash. */
  private static boolean same(String variable, String other) {
    return variable.replace("_", "").equals(other.replace("_", ""));
  }

  private static String kebab(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
