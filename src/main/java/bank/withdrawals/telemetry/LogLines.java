package bank.withdrawals.telemetry;

import java.util.regex.Pattern;
import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.json.JsonWriter.ValueProcessor;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/**
 * What a structured log has beside Spring Boot's own: the run, its file and the step. And what it
 * may not have: an account number, and a character that is none to see, which JSON lets pass and a
 * terminal obeys. Spring Boot makes it by its name in {@code application.yml}.
 */
public final class LogLines implements StructuredLoggingJsonMembersCustomizer<Object> {

  /**
   * The word, whatever stands between, and the number: {@code accountId":"12}, {@code Account 12}.
   */
  private static final Pattern ACCOUNT =
      Pattern.compile("(?i)(account(?:[ _-]?(?:id|number|no\\.?))?[\\s\"'`:=#()\\[\\]]{1,6})\\d+");

  /** Line ends and tabs are written as \n and \t; a stack trace is full of them. */
  private static final Pattern UNSEEN =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\n\\t]]");

  /** For Spring Boot. */
  public LogLines() {}

  @Override
  public void customize(JsonWriter.Members<Object> members) {
    members.add("run", line -> LogFields.current().run()).whenNotNull();
    members
        .add("file")
        .usingMembers(file -> file.add("name", line -> LogFields.current().file()).whenNotNull());
    members.add("step", line -> LogFields.current().step()).whenNotNull();
    members.applyingValueProcessor(ValueProcessor.of(String.class, LogLines::masked));
  }

  static String masked(String text) {
    return UNSEEN.matcher(ACCOUNT.matcher(text).replaceAll("$1***")).replaceAll("?");
  }
}
