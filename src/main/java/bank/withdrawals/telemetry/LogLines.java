package bank.withdrawals.telemetry;

import java.util.regex.Pattern;
import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.json.JsonWriter.ValueProcessor;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/**
 * Adds the run, its file, the step and the slice to every line of a structured log. Masks account
 * numbers, and replaces control characters, which JSON permits and terminals execute. Spring Boot
 * creates it by its name in {@code application.yml}.
 */
public final class LogLines implements StructuredLoggingJsonMembersCustomizer<Object> {

  /** The word "account", then separators, then a number, such as {@code accountId":"12}. */
  private static final Pattern ACCOUNT =
      Pattern.compile(
          "(?i)(account(?:[ _-]?(?:id|number|no\\.?))?[\\s\"'`:=#()\\[\\]]{1,6})"
              // An id, a sort code with an account, or another number in its normal form.
              + "(?-i:\\d{2}-\\d{2}-\\d{2} \\d{8}|(?=[A-Z./_-]*\\d)[A-Z0-9](?:[A-Z0-9./_-]*[A-Z0-9])?)");

  /** Not line ends and tabs: JSON escapes them, and stack traces need them. */
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\n\\t]]");

  /** Called by Spring Boot. */
  public LogLines() {}

  @Override
  public void customize(JsonWriter.Members<Object> members) {
    members.add("run", line -> LogFields.current().run()).whenNotNull();
    members
        .add("file")
        .usingMembers(file -> file.add("name", line -> LogFields.current().file()).whenNotNull());
    members.add("step", line -> LogFields.current().step()).whenNotNull();
    members.add("slice", line -> LogFields.current().slice()).whenNotNull();
    members.applyingValueProcessor(ValueProcessor.of(String.class, LogLines::masked));
  }

  static String masked(String text) {
    return CONTROL.matcher(ACCOUNT.matcher(text).replaceAll("$1***")).replaceAll("?");
  }
}
