package bank.withdrawals.stores;

import bank.withdrawals.stores.GivenSettings.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings that somebody gives and that do not exist:
 *
 * <ol>
 *   <li>A name that begins as Spring Boot's settings of a store, but is not one of them.
 *   <li>A name that is close to the address or login of a store, or that is an address without
 *       {@code SPRING_} before it.
 *   <li>A name of this program's own, {@code WITHDRAWALS_…}. If it is close to a setting, it is a
 *       near miss; else it is ignored, because Kubernetes and compose make such variables too.
 * </ol>
 *
 * @param nearMisses the first two, and those of the third that are close to a setting
 * @param ignored the names of the others, without those that Kubernetes makes for services
 */
record UnknownSettings(List<NearMiss> nearMisses, List<String> ignored) {

  private static final String SPRING = "spring";
  private static final String OWN = "withdrawals";

  /** Variables for the addresses of services; a service may have a name like ours. */
  private static final Pattern SERVICE =
      Pattern.compile(
          "\\w+_(SERVICE_(HOST|PORT(_\\w+)?)|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

  /** Addresses and logins of the stores, by their letters. */
  private static final Map<String, String> STORES =
      Map.of(
          "springdatasourceurl", "SPRING_DATASOURCE_URL",
          "springdatasourceusername", "SPRING_DATASOURCE_USERNAME",
          "springdatasourcepassword", "SPRING_DATASOURCE_PASSWORD",
          "springkafkabootstrapservers", "SPRING_KAFKA_BOOTSTRAP_SERVERS");

  /**
   * What most installations set, so that they need no look at the list of all settings; and which
   * user the container of docker-compose.yml has.
   */
  private static final Set<String> ALWAYS_KNOWN =
      Set.of(
          "SPRING_DATASOURCE_URL",
          "SPRING_DATASOURCE_USERNAME",
          "SPRING_DATASOURCE_PASSWORD",
          "SPRING_KAFKA_BOOTSTRAP_SERVERS",
          "WITHDRAWALS_HOME",
          "WITHDRAWALS_UID");

  /** Addresses without their first part. */
  private static final Map<String, String> ADDRESSES =
      Map.of(
          "datasourceurl", "SPRING_DATASOURCE_URL",
          "kafkabootstrapservers", "SPRING_KAFKA_BOOTSTRAP_SERVERS");

  private static final List<StoreKind> KINDS = List.of(StoreKind.values());

  /**
   * A setting that does not exist, and the one that is meant.
   *
   * @param kind the store that it is about; null if it is about none
   * @param right the variable that is meant; null if none is close
   * @param isForeign whether it may be meant for another program
   */
  record NearMiss(
      String name, @Nullable StoreKind kind, @Nullable String right, boolean isForeign) {

    /** A sentence with the remedy. */
    String sentence() {
      if (right != null) {
        return "%s is not a setting: %s is.".formatted(name, right);
      }
      StoreKind store = Objects.requireNonNull(kind);
      return "%s is not a setting: the address of the %s is %s%s."
          .formatted(
              name,
              store.word(),
              store.addressVariable(),
              store == StoreKind.BROKER
                  ? ", and Kafka's own settings begin with SPRING_KAFKA_PROPERTIES_"
                  : "");
    }
  }

  static UnknownSettings among(GivenSettings given, KnownSettings known) {
    List<NearMiss> nearMisses = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    for (Given setting : given.all()) {
      if (ALWAYS_KNOWN.contains(setting.name()) || isService(setting)) {
        continue;
      }
      StoreKind kind = kindOf(setting.letters());
      if (kind != null) {
        ofStore(setting, kind, known).ifPresent(nearMisses::add);
      } else if (setting.letters().startsWith(OWN)) {
        own(setting, known, nearMisses, ignored);
      } else {
        elsewhere(setting, known).ifPresent(nearMisses::add);
      }
    }
    return new UnknownSettings(List.copyOf(nearMisses), List.copyOf(ignored));
  }

  private static boolean isService(Given setting) {
    return setting.isVariable()
        && SERVICE.matcher(setting.name()).matches()
        && (!setting.name().endsWith("_PORT")
            || setting.name().endsWith("_SERVICE_PORT")
            || setting.name().endsWith("_TCP_PORT")
            || setting.name().endsWith("_UDP_PORT")
            || setting.name().endsWith("_SCTP_PORT")
            || setting.text().contains("://"));
  }

  private static @Nullable StoreKind kindOf(String letters) {
    return KINDS.stream().filter(kind -> kind.owns(letters)).findFirst().orElse(null);
  }

  private static Optional<NearMiss> ofStore(Given setting, StoreKind kind, KnownSettings known) {
    if (isKnown(setting, known.spring()) || known.maps().stream().anyMatch(setting::isBelow)) {
      return Optional.empty();
    }
    String right = Nearness.ofStore(setting.letters(), known.spring());
    return Optional.of(new NearMiss(setting.name(), kind, right, false));
  }

  /** The letters of a name may be right, and its dots or underscores wrong. */
  private static boolean isKnown(Given setting, Map<String, String> known) {
    String name = known.get(setting.letters());
    if (name == null) {
      name = known.get(setting.letters().replaceFirst("\\d+$", ""));
      return name != null && setting.isBelow(name);
    }
    return setting.is(name);
  }

  private static void own(
      Given setting, KnownSettings known, List<NearMiss> nearMisses, List<String> ignored) {
    if (isKnown(setting, known.own())) {
      return;
    }
    String spring = SPRING + setting.letters().substring(OWN.length());
    StoreKind kind = kindOf(spring);
    if (kind != null && known.spring().containsKey(spring)) {
      String right = GivenSettings.variable(known.spring().get(spring));
      nearMisses.add(new NearMiss(setting.name(), kind, right, false));
      return;
    }
    String right = Nearness.ofOwn(setting.letters(), known.own());
    if (right != null) {
      nearMisses.add(new NearMiss(setting.name(), null, right, false));
    } else if (!setting.isOfTheJvm()) {
      ignored.add(setting.name());
    }
  }

  /** A misspelt first part, or no first part at all. */
  private static Optional<NearMiss> elsewhere(Given setting, KnownSettings known) {
    String address = ADDRESSES.get(setting.letters());
    if (address != null) {
      StoreKind kind = kindOf(SPRING + setting.letters());
      return Optional.of(new NearMiss(setting.name(), kind, address, true));
    }
    String store = Nearness.misspeltStore(setting.letters(), STORES);
    if (store != null) {
      return Optional.of(new NearMiss(setting.name(), kindOf(store), STORES.get(store), false));
    }
    if (!setting.letters().contains("draw")) {
      return Optional.empty();
    }
    return Optional.ofNullable(Nearness.misspeltOwn(setting.letters(), known.own()))
        .map(name -> new NearMiss(setting.name(), null, name, false));
  }
}
