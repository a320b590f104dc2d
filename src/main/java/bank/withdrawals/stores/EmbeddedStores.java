package bank.withdrawals.stores;

import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.embedded.EmbeddedBroker;
import bank.withdrawals.embedded.EmbeddedDatabase;
import bank.withdrawals.kafka.KafkaAddress;
import bank.withdrawals.lock.DataDirectoryLock;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.lock.SingleProcessRunLock;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** The embedded stores of one command, in the directory of its data. Not thread-safe. */
final class EmbeddedStores implements AutoCloseable {

  private final Path data;
  private @Nullable DataDirectoryLock lock;
  private @Nullable CompletableFuture<EmbeddedBroker> broker;

  EmbeddedStores(Path data) {
    this.data = data;
  }

  /** Whether this build contains a broker. */
  boolean haveBroker() {
    return EmbeddedBroker.isAvailable();
  }

  /**
   * Opens the database if it is embedded, and locks it for this process. The run lock of another
   * database is in that database.
   *
   * @throws RunLock.LockedException if another process uses it
   */
  void openDatabase(GenericApplicationContext starting, StoreChoice choice) {
    if (choice.address(StoreKind.DATABASE).isPresent()) {
      return;
    }
    lock = DataDirectoryLock.acquire(data);
    starting.registerBean(RunLock.class, SingleProcessRunLock::new);
    starting
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("embedded database", EmbeddedDatabase.properties(data)));
  }

  /**
   * Registers the address of the broker. If it is embedded and used, starts it in parallel, or
   * joins one that is served already.
   */
  void openBroker(GenericApplicationContext starting, StoreChoice choice) {
    Optional<String> address = choice.address(StoreKind.BROKER);
    if (address.isEmpty() && choice.uses(StoreKind.BROKER)) {
      // In a thread of its own: on two processors, the pool of newer JDKs has only one.
      broker =
          CompletableFuture.supplyAsync(
              () -> EmbeddedBroker.startOrJoin(brokerLog()),
              new SimpleAsyncTaskExecutor("broker-"));
    }
    starting.registerBean(
        KafkaAddress.class,
        () -> address.<KafkaAddress>map(named -> () -> named).orElseGet(this::brokerAddress));
  }

  /**
   * Starts the broker on a fixed port of 127.0.0.1.
   *
   * @return its bootstrap address
   * @throws CommandFailedException if another process serves it already
   */
  String serveBroker(int port) {
    EmbeddedBroker.findRunning(brokerLog())
        .ifPresent(
            address -> {
              throw new CommandFailedException(
                  "The embedded broker is served already, at %s.".formatted(address));
            });
    EmbeddedBroker served = EmbeddedBroker.start(brokerLog(), port);
    broker = CompletableFuture.completedFuture(served);
    return served.bootstrapServers();
  }

  /** The address of the broker, which waits until it is started. */
  KafkaAddress brokerAddress() {
    return new Address();
  }

  private Path brokerLog() {
    return data.resolve("kafka");
  }

  @Override
  public void close() {
    if (broker != null) {
      broker.thenAccept(EmbeddedBroker::close).exceptionally(neverStarted -> null).join();
    }
    if (lock != null) {
      lock.close();
    }
  }

  private final class Address implements KafkaAddress {

    @Override
    public String bootstrapServers() {
      try {
        return Objects.requireNonNull(broker, "The command did not ask for Kafka")
            .join()
            .bootstrapServers();
      } catch (CompletionException failure) {
        throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
      }
    }

    @Override
    public boolean isEmbedded() {
      return true;
    }
  }
}
