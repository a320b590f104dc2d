package bank.withdrawals.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The names that the migrations give to what they create, as their scripts have them. */
final class OwnNames {

  private static final Pattern CREATED =
      Pattern.compile(
          "^\\s*CREATE\\s+(?:UNIQUE\\s+)?(?:TABLE|SEQUENCE|INDEX)\\s+(\\w+)",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private static final String LEDGER = "classpath*:db/migration/common/*.sql";

  private OwnNames() {}

  /** The names in the script of Spring Batch. */
  static Set<String> ofBatch() {
    return in(BatchSchemaMigration.script(true));
  }

  /** In lower case, as PostgreSQL stores them. */
  private static Set<String> in(Resource script) {
    Set<String> names = new TreeSet<>();
    try {
      Matcher created = CREATED.matcher(script.getContentAsString(StandardCharsets.UTF_8));
      while (created.find()) {
        names.add(created.group(1).toLowerCase(Locale.ROOT));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return names;
  }

  /** The names in the scripts of the ledger. */
  static Set<String> ofLedger() {
    Set<String> names = new TreeSet<>();
    try {
      for (Resource script : new PathMatchingResourcePatternResolver().getResources(LEDGER)) {
        names.addAll(in(script));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return names;
  }
}
