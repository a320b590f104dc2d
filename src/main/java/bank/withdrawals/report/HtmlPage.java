package bank.withdrawals.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A page of one file: style and script are in it, and its security policy lets in no other. Values
 * are escaped by the template engine.
 */
final class HtmlPage {

  private static final String STYLE = text("report.css");
  private static final String SCRIPT = text("report.js");

  private final Template template;

  /** The page of a template beside this class. */
  HtmlPage(String name) {
    template = Mustache.compiler().escapeHTML(true).emptyStringIsFalse(true).compile(text(name));
  }

  /** The page with these values in it; a value that is missing is a fault. */
  String render(Map<String, ?> values) {
    Map<String, Object> all = new HashMap<>(values);
    all.put("style", STYLE);
    all.put("styleHash", hash(STYLE));
    all.put("script", SCRIPT);
    all.put("scriptHash", hash(SCRIPT));
    return template.execute(all);
  }

  private static String text(String name) {
    try (InputStream resource = HtmlPage.class.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(resource, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** As a content security policy names a text (W3C CSP Level 3). */
  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
