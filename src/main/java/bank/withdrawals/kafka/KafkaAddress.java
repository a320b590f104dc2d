package bank.withdrawals.kafka;

/** The address of the broker. */
@FunctionalInterface
public interface KafkaAddress {

  /**
   * The bootstrap servers, {@code host:port[,host:port…]}. May start a broker and wait for it.
   *
   * @throws RuntimeException if no broker can be reached; the message is a sentence for an operator
   */
  String bootstrapServers();

  /** Whether this program serves the broker, for itself alone. */
  default boolean isEmbedded() {
    return false;
  }
}
