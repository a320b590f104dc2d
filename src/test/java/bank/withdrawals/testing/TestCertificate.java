package bank.withdrawals.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A self-signed server certificate for {@code localhost} and 127.0.0.1, made by the JDK's keytool.
 *
 * @param certificate the certificate to trust, in PEM
 * @param key the key, in PEM, PKCS #8 and not encrypted; only its owner can read it, which
 *     PostgreSQL requires
 */
public record TestCertificate(Path certificate, Path key) {

  private static final String STORE_PASSWORD = "only-for-this-test";
  private static final int PEM_LINE = 64;

  /** Makes a certificate; its files are in {@code directory} and have the name {@code name}. */
  public static TestCertificate make(Path directory, String name) {
    Path store = directory.resolve(name + ".p12");
    keytool(store, name);
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore entries = KeyStore.getInstance("PKCS12");
      entries.load(in, STORE_PASSWORD.toCharArray());
      Path certificate =
          Files.writeString(
              directory.resolve(name + ".pem"),
              pem("CERTIFICATE", entries.getCertificate(name).getEncoded()));
      Path key =
          Files.createFile(
              directory.resolve(name + ".key"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      byte[] encoded = entries.getKey(name, STORE_PASSWORD.toCharArray()).getEncoded();
      Files.writeString(key, pem("PRIVATE KEY", encoded));
      return new TestCertificate(certificate, key);
    } catch (IOException | GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void keytool(Path store, String name) {
    ProcessBuilder keytool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            name,
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-keyalg",
            "EC",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            STORE_PASSWORD);
    try {
      Process process = keytool.redirectErrorStream(true).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertThat(process.waitFor()).as("exit code of keytool: %s", output).isZero();
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static String pem(String kind, byte[] encoded) {
    Base64.Encoder lines =
        Base64.getMimeEncoder(PEM_LINE, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(kind, lines.encodeToString(encoded), kind);
  }
}
