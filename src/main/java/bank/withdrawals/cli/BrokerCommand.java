package bank.withdrawals.cli;

import bank.withdrawals.report.ExitCode;
import bank.withdrawals.stores.Backend;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the embedded Kafka broker for other programs on this machine. */
@Command(
    name = "broker",
    description = {
      "Runs the embedded broker until you stop it, for any Kafka client on this machine.",
      "A `run` at the same time uses this broker instead of starting its own."
    })
final class BrokerCommand implements Callable<Integer> {

  private static final int MAX_PORT = 65_535;

  private final Backend backend;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "19092",
      description = "port on 127.0.0.1 (default: ${DEFAULT-VALUE})")
  private int port;

  BrokerCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (port < 1 || port > MAX_PORT) {
      throw new ParameterException(spec.commandLine(), "--port must be 1 to " + MAX_PORT + ".");
    }
    String address = backend.serveBroker(port);
    spec.commandLine().getOut().printf("Kafka broker at %s; press Ctrl-C to stop it.%n", address);
    spec.commandLine().getOut().flush();
    new CountDownLatch(1).await();
    return ExitCode.SUCCESS.code();
  }
}
