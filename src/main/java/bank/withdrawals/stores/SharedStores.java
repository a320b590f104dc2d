package bank.withdrawals.stores;

import java.nio.file.Path;
import java.util.Optional;
import org.springframework.core.env.PropertyResolver;

/** The stores of a run that workers share, which must not be embedded. */
public final class SharedStores {

  /**
   * The setting that says who executes the slices: {@code none}, {@code remote}, {@code prefer}.
   */
  public static final String WORKERS = "withdrawals.job.workers";

  private SharedStores() {}

  /**
   * Why workers cannot share the chosen stores; empty if they can, or if there are no workers.
   *
   * @param data the directory of the embedded stores
   */
  static Optional<String> refusal(PropertyResolver settings, StoreChoice choice, Path data) {
    boolean shares = !"none".equalsIgnoreCase(settings.getProperty(WORKERS, "none"));
    return shares && choice.usesAll() && choice.sentence(data).isPresent()
        ? Optional.of(
            "Workers need a PostgreSQL and a Kafka that all machines reach: set SPRING_DATASOURCE_URL and SPRING_KAFKA_BOOTSTRAP_SERVERS. Nothing was done.")
        : Optional.empty();
  }
}
