package bank.withdrawals.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A real broker like a bank's: clients connect with TLS and log in with SASL PLAIN. A second
 * listener needs neither, so that tests can read the events.
 */
public final class SecureBroker implements AutoCloseable {

  private final KafkaNode node;
  private final String secure;
  private final String plain;

  private SecureBroker(KafkaNode node, String secure, String plain) {
    this.node = node;
    this.secure = secure;
    this.plain = plain;
  }

  /** Starts a broker with one user, over a directory of the test. */
  public static SecureBroker start(
      Path directory, TestCertificate certificate, String user, String password) {
    String secure = KafkaNode.HOST + ":" + Ports.free();
    String plain = KafkaNode.HOST + ":" + Ports.free();
    Map<String, String> settings = settings(directory.resolve("secure-broker"), secure, plain);
    settings.put("listener.name.secure.ssl.keystore.type", "PEM");
    settings.put(
        "listener.name.secure.ssl.keystore.location", keyStore(directory, certificate).toString());
    settings.put("listener.name.secure.sasl.enabled.mechanisms", "PLAIN");
    settings.put("listener.name.secure.plain.sasl.jaas.config", users(user, password));
    return new SecureBroker(KafkaNode.start(settings), secure, plain);
  }

  /** The address for clients with TLS and SASL. */
  public String secureAddress() {
    return secure;
  }

  /** The address without TLS and SASL. */
  public String plainAddress() {
    return plain;
  }

  @Override
  public void close() {
    node.close();
  }

  static String users(String user, String password) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required user_%s=\"%s\";"
        .formatted(user, password);
  }

  private static Path keyStore(Path directory, TestCertificate certificate) {
    try {
      return Files.writeString(
          directory.resolve("secure-broker.pem"),
          Files.readString(certificate.key()) + Files.readString(certificate.certificate()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Map<String, String> settings(Path logDir, String secure, String plain) {
    String controller = KafkaNode.HOST + ":" + Ports.free();
    Map<String, String> settings = KafkaNode.smallSettings(logDir);
    settings.put(
        "listeners", "SECURE://%s,PLAIN://%s,CONTROLLER://%s".formatted(secure, plain, controller));
    settings.put(
        "listener.security.protocol.map", "SECURE:SASL_SSL,PLAIN:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("controller.quorum.voters", "1@" + controller);
    return settings;
  }
}
