package bank.withdrawals.cli;

import bank.withdrawals.approval.ApprovalSettings;
import bank.withdrawals.intake.IntakeSettings;
import bank.withdrawals.job.JobSettings;
import bank.withdrawals.ledger.AccountSettings;
import bank.withdrawals.outbox.PublishingSettings;
import bank.withdrawals.telemetry.MetricsSettings;
import bank.withdrawals.telemetry.NotificationHookSettings;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ReflectionUtils;

/** The settings in effect, each with where it comes from. */
final class Settings {

  private static final String MASK = "******";
  private static final String OURS = "WITHDRAWALS_";
  private static final String SPRINGS = "SPRING_";

  private static final Pattern SECRET_NAME =
      Pattern.compile("PASSWORD|PASSPHRASE|SECRET|JAAS|TOKEN|CREDENTIAL|KEY_?STORE_?KEY");

  /** A password in a URL, as a parameter or before the host. */
  private static final Pattern SECRET_IN_URL =
      Pattern.compile("(?i)((?:password|secret|token)[^=&;]*=)[^&;]*|(//[^/@:]*:)[^/@]*(?=@)");

  private static final Map<String, Class<? extends Record>> RECORDS =
      new TreeMap<>(
          Map.of(
              "withdrawals.job", JobSettings.class,
              "withdrawals.intake", IntakeSettings.class,
              "withdrawals.publishing", PublishingSettings.class,
              "withdrawals.accounts", AccountSettings.class,
              "withdrawals.metrics", MetricsSettings.class,
              "withdrawals.approval", ApprovalSettings.class,
              "withdrawals.on-finish", NotificationHookSettings.class));

  private static final List<String> STORES =
      List.of(
          "withdrawals.home",
          "spring.datasource.url",
          "spring.datasource.username",
          "spring.datasource.password",
          "spring.kafka.bootstrap-servers");

  private final ConfigurableEnvironment environment;

  Settings(ConfigurableEnvironment environment) {
    this.environment = environment;
  }

  /**
   * One setting.
   *
   * @param variable the environment variable that sets it
   * @param value secrets masked; empty where it is unset
   */
  record Setting(String variable, String value, String source) {}

  /** Every setting of ours, the stores', and whatever else of Spring's the environment sets. */
  List<Setting> all() {
    List<Setting> settings = new ArrayList<>();
    STORES.forEach(name -> settings.add(setting(name, "")));
    RECORDS.forEach(
        (prefix, type) -> {
          Record bound = Binder.get(environment).bindOrCreate(prefix, type);
          for (RecordComponent component : type.getRecordComponents()) {
            Object value = ReflectionUtils.invokeMethod(component.getAccessor(), bound);
            settings.add(setting(prefix + "." + kebab(component.getName()), String.valueOf(value)));
          }
        });
    for (String variable : variables(SPRINGS)) {
      if (settings.stream().noneMatch(setting -> same(setting.variable(), variable))) {
        settings.add(
            new Setting(
                variable, masked(variable, environmentVariable(variable)), "environment variable"));
      }
    }
    return settings;
  }

  /** Environment variables that look like settings of ours and are none, a slip of the pen say. */
  List<String> unknown() {
    List<String> known = all().stream().map(Setting::variable).toList();
    return variables(OURS).stream()
        .filter(variable -> known.stream().noneMatch(name -> same(name, variable)))
        .toList();
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
    // What the program brings along or works out is what the README calls the default.
    boolean ours =
        origin.isEmpty()
            || origin.contains("[application.yml]")
            || origin.contains("commandLineArgs");
    return ours ? "default" : origin;
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

  /** One of the two ways in which Spring Boot takes it, the more readable one. */
  private static String variable(String name) {
    return name.replace('-', '_').replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** In the other way, dashes are left out. */
  private static boolean same(String variable, String other) {
    return variable.replace("_", "").equals(other.replace("_", ""));
  }

  private static String kebab(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
