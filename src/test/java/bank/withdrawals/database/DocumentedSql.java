package bank.withdrawals.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.JdbcTemplate;

/** The statements of docs/database.md, executed as they stand there, but for roles of the test. */
final class DocumentedSql {

  private static final Pattern BLOCK = Pattern.compile("```sql (\\w+)\n(.*?)```", Pattern.DOTALL);

  private DocumentedSql() {}

  /** Executes the blocks of this name. Names of roles end with {@code suffix}. */
  static void execute(JdbcTemplate sql, String name, String suffix) {
    List<String> blocks = new ArrayList<>();
    try {
      Matcher block = BLOCK.matcher(Files.readString(Path.of("docs/database.md")));
      while (block.find()) {
        if (block.group(1).equals(name)) {
          blocks.add(block.group(2));
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    if (blocks.size() != 1) {
      throw new IllegalStateException(
          "docs/database.md has %d blocks %s".formatted(blocks.size(), name));
    }
    sql.execute(blocks.get(0).replaceAll("(withdrawals_(?:owner|job))", "$1" + suffix));
  }
}
