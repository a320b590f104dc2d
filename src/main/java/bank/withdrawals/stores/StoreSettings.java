package bank.withdrawals.stores;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which stores are embedded on purpose.
 *
 * @param embedded {@code database}, {@code broker}, or both with a comma between them; empty: a
 *     store is embedded if no setting names one of its kind
 */
@ConfigurationProperties("withdrawals")
public record StoreSettings(@DefaultValue("") String embedded) {

  /** Refuses other words. */
  public StoreSettings {
    kinds(embedded);
  }

  /** The kinds that are embedded on purpose. */
  Set<StoreKind> kinds() {
    return kinds(embedded);
  }

  private static Set<StoreKind> kinds(String words) {
    Set<StoreKind> kinds = EnumSet.noneOf(StoreKind.class);
    for (String word : words.isBlank() ? new String[0] : words.split(",", -1)) {
      kinds.add(kind(word.strip().toLowerCase(Locale.ROOT)));
    }
    return kinds;
  }

  private static StoreKind kind(String word) {
    for (StoreKind kind : StoreKind.values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "withdrawals.embedded must be database, broker, or both with a comma between them");
  }
}
