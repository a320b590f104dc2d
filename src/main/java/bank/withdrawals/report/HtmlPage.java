package bank.withdrawals.report;

import bank.withdrawals.domain.Money;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;

/**
 * A page in a single file: it contains its style and script, and its security policy permits no
 * others. The template engine escapes all values.
 */
final class HtmlPage {

  private static final Resource STYLE = Resource.of("report.css");
  private static final Resource SCRIPT = Resource.of("report.js");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Template template;

  /** The page of a template in this package. */
  HtmlPage(String name) {
    template =
        Mustache.compiler()
            .escapeHTML(true)
            .emptyStringIsFalse(true)
            .withFormatter(HtmlPage::format)
            .compile(Resource.of(name).text());
  }

  private record Values(Resource style, Resource script, Object content) {}

  /**
   * The page as HTML.
   *
   * @param content has a method for each name in the template; a missing one is a fault
   */
  String render(Object content) {
    return template.execute(new Values(STYLE, SCRIPT, content));
  }

  /** A {@code long} is a count, and a decimal is a sum of money over all currencies. */
  private static String format(Object value) {
    if (value instanceof Long count) {
      return String.format(Locale.ROOT, "%,d", count);
    }
    if (value instanceof BigDecimal total) {
      return grouped(Money.formatTotal(total));
    }
    return value instanceof Instant time ? TIME.format(time) : value.toString();
  }

  /** Puts a comma between the thousands of a plain decimal. */
  static String grouped(String decimal) {
    return decimal.replaceAll("(?<=\\d)(?=(\\d{3})+(?!\\d))(?<!\\.\\d{0,9})", ",");
  }

  /**
   * A text in this package.
   *
   * @param hash as a content security policy names the text (W3C CSP Level 3)
   */
  private record Resource(String text, String hash) {

    static Resource of(String name) {
      try (InputStream resource = HtmlPage.class.getResourceAsStream(name)) {
        byte[] bytes = Objects.requireNonNull(resource, name).readAllBytes();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        return new Resource(
            new String(bytes, StandardCharsets.UTF_8),
            "sha256-" + Base64.getEncoder().encodeToString(digest));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      } catch (NoSuchAlgorithmException everyJdkHasIt) {
        throw new IllegalStateException(everyJdkHasIt);
      }
    }
  }
}
