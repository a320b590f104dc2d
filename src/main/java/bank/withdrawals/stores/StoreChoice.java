package bank.withdrawals.stores;

import bank.withdrawals.console.StartFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Which stores a command uses. It is decided from the settings alone, before anything is opened:
 *
 * <ol>
 *   <li>A setting whose name is a near miss of another refuses the command: {@link
 *       UnknownSettings}.
 *   <li>An address in a place that the program does not take it from refuses the command.
 *   <li>A store that has an address is used. If {@code WITHDRAWALS_EMBEDDED} asks for the embedded
 *       one as well, the command is refused.
 *   <li>A build without the embedded broker is for production, such as the container image. In it,
 *       a store without an address refuses the command. Only the database may be embedded, if
 *       {@code WITHDRAWALS_EMBEDDED} asks for it.
 *   <li>A store without an address is embedded if {@code WITHDRAWALS_EMBEDDED} asks for it.
 *   <li>Otherwise it is embedded if nothing names one of its kind. A login or a certificate names
 *       one, and an address without a value does.
 *   <li>If the command uses two stores, and one of them has an address, the other one needs an
 *       address too, unless {@code WITHDRAWALS_EMBEDDED} asks for the embedded one.
 * </ol>
 *
 * <p>A command that uses one store looks at the settings of this kind only.
 */
final class StoreChoice {

  private static final Pattern LOGIN_IN_ADDRESS = Pattern.compile("[^/?]*//[^/?]*@");
  private static final String EMBEDDED = "WITHDRAWALS_EMBEDDED";

  private final Map<StoreKind, NamedStore> named = new EnumMap<>(StoreKind.class);
  private final Set<StoreKind> used;
  private final Set<StoreKind> asked;
  private final boolean production;
  private final List<String> ignored;
  private final @Nullable String refusal;

  /**
   * The choice for a command.
   *
   * @param production whether this build has no embedded broker
   * @throws SettingsRefusedException if the value of a setting cannot be read
   */
  static StoreChoice of(
      ConfigurableEnvironment environment,
      Set<StoreKind> used,
      KnownSettings known,
      boolean production) {
    try {
      return new StoreChoice(environment, used, known, production);
    } catch (BindException | IllegalArgumentException unreadable) {
      throw new SettingsRefusedException(StartFailure.sentence(unreadable), unreadable);
    }
  }

  /**
   * The choice for a command.
   *
   * @param used the kinds of stores that the command uses
   * @param known the settings that exist
   */
  private StoreChoice(
      ConfigurableEnvironment environment,
      Set<StoreKind> used,
      KnownSettings known,
      boolean production) {
    this.used = used;
    this.production = production;
    this.asked = Binder.get(environment).bindOrCreate("withdrawals", StoreSettings.class).kinds();
    GivenSettings given = new GivenSettings(environment);
    for (StoreKind kind : StoreKind.values()) {
      named.put(kind, NamedStore.of(kind, environment, given));
    }
    UnknownSettings unknown = UnknownSettings.among(given, known);
    this.ignored = unknown.ignored();
    this.refusal =
        unknown.nearMisses().stream()
            .filter(this::concerns)
            .map(UnknownSettings.NearMiss::sentence)
            .findFirst()
            .or(() -> used.stream().flatMap(kind -> refusal(kind).stream()).findFirst())
            .or(this::half)
            .map("%s Nothing was done."::formatted)
            .orElse(null);
  }

  /** Why the command is refused, and the remedy; empty if it is not. */
  Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** Variables that look like settings of this program, and are none. */
  List<String> ignored() {
    return ignored;
  }

  /** The address of a store; empty if it is embedded. */
  Optional<String> address(StoreKind kind) {
    return Optional.ofNullable(store(kind).address());
  }

  /** Whether the command uses a store of this kind. */
  boolean uses(StoreKind kind) {
    return used.contains(kind);
  }

  /** Whether the command uses stores of all kinds. */
  boolean usesAll() {
    return used.size() == named.size();
  }

  /**
   * Which of the stores that the command uses are embedded.
   *
   * @param data the directory with their data
   * @return empty if none is
   */
  Optional<String> sentence(Path data) {
    List<StoreKind> kinds = embedded();
    return kinds.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Embedded %s, for trying out, in %s; %s would name %s."
                .formatted(
                    kinds.stream().map(StoreKind::word).collect(Collectors.joining(" and ")),
                    data,
                    kinds.stream()
                        .map(StoreKind::addressVariable)
                        .collect(Collectors.joining(" and ")),
                    kinds.size() == 1 ? "another one" : "others"));
  }

  private List<StoreKind> embedded() {
    return used.stream().filter(kind -> store(kind).address() == null).toList();
  }

  private NamedStore store(StoreKind kind) {
    NamedStore store = named.get(kind);
    if (store == null) {
      throw new IllegalStateException(kind.word());
    }
    return store;
  }

  private boolean concerns(UnknownSettings.NearMiss miss) {
    StoreKind kind = miss.kind();
    if (kind == null) {
      return true;
    }
    return used.contains(kind)
        && !(miss.isForeign() && (asked.contains(kind) || store(kind).address() != null));
  }

  private Optional<String> refusal(StoreKind kind) {
    NamedStore store = store(kind);
    if (store.otherAddress() != null) {
      return Optional.of(
          "The address of the %s is not taken from %s: put it into %s."
              .formatted(kind.word(), store.otherAddress(), kind.addressVariable()));
    }
    if (store.address() != null) {
      return asked.contains(kind)
          ? Optional.of(
              "%s asks for the embedded %s, but %s names another one: unset one of them."
                  .formatted(EMBEDDED, kind.word(), kind.addressVariable()))
          : unusable(kind, store.address());
    }
    if (production && (kind == StoreKind.BROKER || !asked.contains(kind))) {
      return Optional.of(missing());
    }
    if (asked.contains(kind) || store.naming() == null) {
      return Optional.empty();
    }
    return Optional.of(
        store.emptyAddress() != null && store.detail() == null
            ? "%s is set but empty: give it the address of the %s, or unset it for the embedded one."
                .formatted(store.emptyAddress(), kind.word())
            : "%s is set, but %s is not: set it to the address of the %s, or set %s=%s for the embedded one."
                .formatted(
                    store.detail(), kind.addressVariable(), kind.word(), EMBEDDED, kind.word()));
  }

  /** Which stores have no address, in a build for production. */
  private String missing() {
    List<StoreKind> kinds = new ArrayList<>(embedded());
    if (asked.contains(StoreKind.DATABASE)) {
      kinds.remove(StoreKind.DATABASE);
    }
    return "No setting names a %s, and this build is for production, without an embedded broker: set %s."
        .formatted(
            kinds.stream().map(StoreKind::word).collect(Collectors.joining(" and a ")),
            kinds.stream().map(StoreKind::addressVariable).collect(Collectors.joining(" and ")));
  }

  private static Optional<String> unusable(StoreKind kind, String address) {
    if (address.contains("${")) {
      return Optional.of(
          "%s has a ${placeholder} that no setting fills in.".formatted(kind.addressVariable()));
    }
    if (kind == StoreKind.DATABASE && !address.startsWith("jdbc:postgresql:")) {
      return Optional.of(
          "SPRING_DATASOURCE_URL must begin with jdbc:postgresql:, or be unset for the"
              + " embedded database.");
    }
    // The driver would treat a login as a part of the host, and log it.
    return kind == StoreKind.DATABASE && LOGIN_IN_ADDRESS.matcher(address).lookingAt()
        ? Optional.of(
            "SPRING_DATASOURCE_URL has a user before the host: put user and password into"
                + " SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD.")
        : Optional.empty();
  }

  /** Of two stores, only one has an address. */
  private Optional<String> half() {
    List<StoreKind> embedded = new ArrayList<>(embedded());
    if (used.size() == embedded.size()) {
      return Optional.empty();
    }
    embedded.removeAll(asked);
    return embedded.stream()
        .findFirst()
        .map(
            kind ->
                "%s names a %s, but no setting names a %s: set %s, or set %s=%s for the embedded one."
                    .formatted(
                        other(kind).addressVariable(),
                        other(kind).word(),
                        kind.word(),
                        kind.addressVariable(),
                        EMBEDDED,
                        kind.word()));
  }

  private static StoreKind other(StoreKind kind) {
    return kind == StoreKind.DATABASE ? StoreKind.BROKER : StoreKind.DATABASE;
  }
}
