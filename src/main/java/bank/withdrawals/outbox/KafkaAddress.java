package bank.withdrawals.outbox;

/** Where the broker is. */
@FunctionalInterface
public interface KafkaAddress {

  /**
   * The bootstrap servers, {@code host:port[,host:port…]}. May start a broker and wait for it.
   *
   * @throws RuntimeException with a sentence for an operator where there is none
   */
  String bootstrapServers();
}
