package bank.withdrawals.stores;

import java.util.regex.Pattern;

/**
 * A kind of store, and which settings name one. Names of settings are compared by their letters and
 * digits in lower case, because Spring Boot reads several spellings of a name: see {@link
 * GivenSettings#letters}. All other settings of Spring Boot are tuning, such as the size of the
 * connection pool: they fit an embedded store as well.
 */
public enum StoreKind {
  DATABASE(
      "database",
      "spring.datasource.url",
      "spring(datasource|flyway)",
      """
      springdatasource(jndiname|(tomcat|dbcp2|oracleucp)url\
      |hikari(jdbcurl|datasourcejndi|datasourceclassname\
      |datasourceproperties(url|servername|portnumber|databasename).*))""",
      """
      springdatasource(username|password|name|driverclassname|xa.*|hikari(username|password\
      |driverclassname|catalog|schema|datasourceproperties(user|password|ssl|currentschema).*))\
      |springflyway(url|user|password|schemas.*|defaultschema|driverclassname)"""),

  BROKER(
      "broker",
      "spring.kafka.bootstrap-servers",
      "springkafka",
      "springkafka(properties|(producer|consumer|admin|streams)(properties)?)bootstrapservers\\d*",
      """
      springkafka((producer|consumer|admin|streams)?(security|ssl|properties(security|ssl|sasl))\
      |jaas).*""");

  private final String word;
  private final String address;
  private final Pattern settings;
  private final Pattern otherAddresses;
  private final Pattern details;

  StoreKind(String word, String address, String settings, String otherAddresses, String details) {
    this.word = word;
    this.address = address;
    this.settings = Pattern.compile(settings);
    this.otherAddresses = Pattern.compile(otherAddresses);
    this.details = Pattern.compile(details);
  }

  /** What it is in a sentence, and in {@code WITHDRAWALS_EMBEDDED}. */
  String word() {
    return word;
  }

  /** The name of the only setting that the program takes its address from. */
  String address() {
    return address;
  }

  /** The environment variable of {@link #address}. */
  String addressVariable() {
    return GivenSettings.variable(address);
  }

  /** Whether the letters of a name begin as those of all settings of this kind. */
  boolean owns(String letters) {
    return settings.matcher(letters).lookingAt();
  }

  /**
   * Whether a setting is an address in a place that the program does not take it from, although
   * Spring Boot or a driver might.
   */
  boolean isOtherAddress(String letters) {
    return otherAddresses.matcher(letters).matches();
  }

  /** Whether a setting is about one certain store, without its address: a login, say. */
  boolean isDetail(String letters) {
    return details.matcher(letters).matches();
  }
}
