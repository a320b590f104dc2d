package bank.withdrawals.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Arrays;
import java.util.Comparator;
import java.util.zip.CRC32C;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Which build this process is: its version, and a checksum of its classes, because two builds may
 * have the same version. The same sources have the same number, in whatever archive they are.
 */
final class BuildNumber {

  private static final String CLASSES = "classpath*:bank/withdrawals/**/*.class";
  private static final String ROOT = "bank/withdrawals/";

  private static final class Holder {
    static final String NUMBER = compute();
  }

  private BuildNumber() {}

  /** The number, such as {@code 1.0.0-5f3a09c1}. Reads all classes at the first call. */
  static String ofThisProcess() {
    return Holder.NUMBER;
  }

  private static String compute() {
    String version = BuildNumber.class.getPackage().getImplementationVersion();
    CRC32C checksum = new CRC32C();
    try {
      Resource[] classes = new PathMatchingResourcePatternResolver().getResources(CLASSES);
      Arrays.sort(classes, Comparator.comparing(BuildNumber::name));
      for (Resource each : classes) {
        try (InputStream in = each.getInputStream()) {
          checksum.update(in.readAllBytes());
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("The program's own classes cannot be read", failure);
    }
    return "%s-%08x".formatted(version == null ? "unpackaged" : version, checksum.getValue());
  }

  private static String name(Resource each) {
    try {
      URL url = each.getURL();
      return url.getPath().substring(url.getPath().lastIndexOf(ROOT));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
