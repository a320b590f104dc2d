package bank.withdrawals.format;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.reader.Cell;
import org.jspecify.annotations.Nullable;

/**
 * The text of a cell of a sheet.
 *
 * <ul>
 *   <li>A number is a plain decimal: exactly the one with up to 15 digits that a person sees. A
 *       number that has no such decimal is marked as {@linkplain AmountNotation#DOUBTFUL doubtful},
 *       which makes it invalid; it is never rounded.
 *   <li>A date is ISO text, such as {@code 2026-11-26} or {@code 2026-11-26T10:30}.
 *   <li>A formula is the result that the workbook stores; without one it is doubtful.
 * </ul>
 *
 * @param cell as the library reads it
 */
record XlsxCell(Cell cell) {

  /** A spreadsheet keeps 15 digits; it writes up to 17, because it calculates in binary. */
  private static final int DIGITS = 15;

  private static final int DIGITS_WRITTEN = 17;
  private static final Pattern NUMBER = Pattern.compile("-?[0-9.]{1,40}([eE][+-]?[0-9]{1,3})?");
  private static final Pattern PLAIN = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
  private static final Pattern NOT_A_DATE =
      Pattern.compile("\"[^\"]*\"|\\\\.|_.|\\*.|\\[(?![hms]+\\])[^\\]]*\\]");
  private static final double LAST_DAY = 2_958_466;

  /** The text of a cell; empty for an empty one. */
  String text() {
    return switch (cell.getType()) {
      case EMPTY -> "";
      case STRING -> cell.getText();
      case BOOLEAN -> String.valueOf(cell.getValue()).toUpperCase(Locale.ROOT);
      case ERROR -> Objects.requireNonNullElse(cell.getRawValue(), "") + AmountNotation.DOUBTFUL;
      case NUMBER, FORMULA -> result();
    };
  }

  /** Whether the cell is a number that can be used. */
  boolean isNumber() {
    return cell.getValue() instanceof BigDecimal && PLAIN.matcher(text()).matches();
  }

  private String result() {
    Object value = cell.getValue();
    if (value == null) {
      return AmountNotation.DOUBTFUL;
    }
    if (value instanceof Boolean flag) {
      return flag ? "TRUE" : "FALSE";
    }
    if (!(value instanceof BigDecimal)) {
      return value.toString();
    }
    String raw = String.valueOf(cell.getRawValue()).strip();
    if (isDate()) {
      return date(raw);
    }
    return number(raw);
  }

  /** The plain decimal that a spreadsheet shows for the number that it wrote. */
  static String number(String raw) {
    if (!NUMBER.matcher(raw).matches()) {
      return raw + AmountNotation.DOUBTFUL;
    }
    BigDecimal written = new BigDecimal(raw);
    BigDecimal exact = shown(written);
    return exact == null
        ? raw + AmountNotation.DOUBTFUL
        : (exact.scale() > 0 ? exact : exact.setScale(0)).toPlainString();
  }

  private static @Nullable BigDecimal shown(BigDecimal written) {
    double binary = written.doubleValue();
    if (!Double.isFinite(binary)) {
      return null;
    }
    if (written.stripTrailingZeros().precision() <= DIGITS) {
      return written;
    }
    BigDecimal decimal = new BigDecimal(binary).round(new MathContext(DIGITS));
    boolean fromBinary =
        written.precision() <= DIGITS_WRITTEN
            && new BigDecimal(binary).round(new MathContext(written.precision())).compareTo(written)
                == 0;
    return fromBinary && decimal.doubleValue() == binary ? decimal.stripTrailingZeros() : null;
  }

  private boolean isDate() {
    Integer id = cell.getDataFormatId();
    if (id == null) {
      return false;
    }
    if ((id >= 14 && id <= 22)
        || (id >= 27 && id <= 36)
        || (id >= 45 && id <= 47)
        || (id >= 50 && id <= 58)) {
      return true;
    }
    String format = cell.getDataFormatString();
    return format != null
        && NOT_A_DATE
            .matcher(format.toLowerCase(Locale.ROOT))
            .replaceAll("")
            .chars()
            .anyMatch(c -> "ymdhs".indexOf(c) >= 0);
  }

  private String date(String raw) {
    double day = new BigDecimal(raw).doubleValue();
    if (day < 0 || day >= LAST_DAY) {
      return raw + AmountNotation.DOUBTFUL;
    }
    LocalDateTime date = cell.asDate();
    return date.toLocalTime().equals(LocalTime.MIDNIGHT)
        ? date.toLocalDate().toString()
        : date.toString();
  }
}
