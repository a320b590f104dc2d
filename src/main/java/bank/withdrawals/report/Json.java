package bank.withdrawals.report;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes records as JSON. The components of a record are its keys, in the order in which they are
 * declared.
 */
public final class Json {

  private static final JsonMapper LINE = new JsonMapper();

  private static final JsonMapper TEXT =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  /** The JSON of a record, a map or a list on one line. */
  public static String line(Object value) {
    return LINE.writeValueAsString(value);
  }

  /** The JSON of a record, a map or a list, indented; ends without a newline. */
  public static String text(Object value) {
    return TEXT.writeValueAsString(value);
  }
}
