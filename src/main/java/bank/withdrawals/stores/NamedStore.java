package bank.withdrawals.stores;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What the settings say about one kind of store.
 *
 * @param address null if they have none
 * @param emptyAddress the name of an address without a value, such as a variable that was to be
 *     filled in; null if it does not exist
 * @param otherAddress the name of an address in another place; null if it does not exist
 * @param detail the name of another setting about one certain store; null if it does not exist
 */
record NamedStore(
    StoreKind kind,
    @Nullable String address,
    @Nullable String emptyAddress,
    @Nullable String otherAddress,
    @Nullable String detail) {

  static NamedStore of(StoreKind kind, ConfigurableEnvironment environment, GivenSettings given) {
    return new NamedStore(
        kind,
        address(kind, environment),
        given.all().stream()
            .filter(setting -> setting.letters().equals(GivenSettings.letters(kind.address())))
            .filter(setting -> !setting.hasText())
            .map(GivenSettings.Given::name)
            .findFirst()
            .orElse(null),
        given.first(kind::isOtherAddress).orElse(null),
        given.first(kind::isDetail).orElse(null));
  }

  /** A file may have it as a list. */
  private static @Nullable String address(StoreKind kind, ConfigurableEnvironment environment) {
    String address =
        Binder.get(environment)
            .bind(kind.address(), Bindable.listOf(String.class))
            .orElse(List.of())
            .stream()
            .filter(part -> !part.isBlank())
            .collect(Collectors.joining(","));
    return address.isBlank() ? null : address;
  }

  /** The name of the setting that names a store, in whatever way; null if none does. */
  @Nullable String naming() {
    if (address != null) {
      return kind.addressVariable();
    }
    if (otherAddress != null) {
      return otherAddress;
    }
    return detail != null ? detail : emptyAddress;
  }
}
