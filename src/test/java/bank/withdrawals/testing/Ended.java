package bank.withdrawals.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A command that has ended.
 *
 * @param out its standard output
 * @param err its standard error
 */
public record Ended(String command, int exitCode, String out, String err) {

  private static final JsonMapper JSON = new JsonMapper();

  /** Checks the exit code, and that no stack trace reached either stream. */
  public Ended exits(int expected) {
    assertThat(exitCode).as("exit code of %s", this).isEqualTo(expected);
    assertThat(out + err).as("%s", this).doesNotContain("\tat ", "Exception", "Caused by");
    return this;
  }

  /** The lines of standard output. */
  public List<String> lines() {
    return out.lines().toList();
  }

  /** Standard output as one JSON document. */
  public JsonNode json() {
    return JSON.readTree(out);
  }

  /** Standard output as one JSON document per line. */
  public List<JsonNode> jsonLines() {
    return out.lines().map(JSON::readTree).toList();
  }

  @Override
  public String toString() {
    return "%s: %d%n--- stdout%n%s%n--- stderr%n%s".formatted(command, exitCode, out, err);
  }
}
