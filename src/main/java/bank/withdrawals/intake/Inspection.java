package bank.withdrawals.intake;

import bank.withdrawals.domain.ControlTotal;
import java.util.List;

/** The result of reading a whole file: only if it is accepted does it move money. */
public sealed interface Inspection
    permits Inspection.Accepted, Inspection.Refused, Inspection.WithoutAccounts {

  /**
   * The file is well-formed and matches its control file, if it has one.
   *
   * @param sha256 of the whole file, 64 lower-case hexadecimal digits
   * @param bytes size of the file
   * @param rows count of its records without the header, malformed ones included, and sum of the
   *     amounts that are plain decimals in rows with as many cells as the header
   * @param blankRows count of its rows without content, which are not among {@code rows}
   * @param columns names of the rows' cells
   */
  record Accepted(
      String sha256, long bytes, ControlTotal rows, long blankRows, List<String> columns)
      implements Inspection {}

  /**
   * The file is refused.
   *
   * @param sentence for an operator: which file, what, where, what to do; contains no text of a row
   *     and only printable characters
   * @param line physical line, the first is 1; 0 if it is not about a place
   * @param byteOffset bytes of the file before the place; 0 if it is not about a place
   */
  record Refused(String sentence, long line, long byteOffset) implements Inspection {}

  /**
   * The file is as it should be, but none of its accounts exists: see {@link FirstAccounts}.
   *
   * @param sentence for an operator: where the accounts were looked for, and what to do
   */
  record WithoutAccounts(String sentence) implements Inspection {}
}
