package bank.withdrawals.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;

/**
 * Ports for servers that are started later. They are below those that the system gives to others in
 * the meantime, and none is given twice.
 */
public final class Ports {

  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;

  /** By chance, because other test JVMs do the same. */
  private static int next = FIRST + new Random().nextInt(LAST - FIRST);

  private Ports() {}

  /** A port of this machine that is free now. */
  public static synchronized int free() {
    while (true) {
      next = next == LAST ? FIRST : next + 1;
      try (ServerSocket socket = new ServerSocket(next, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // The next one.
      }
    }
  }
}
