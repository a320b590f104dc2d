package bank.withdrawals.intake;

import java.math.BigDecimal;
import java.util.List;

/** What a look through a whole file came to: it is taken, or it is refused and moves no money. */
public sealed interface Inspection permits Inspection.Accepted, Inspection.Refused {

  /**
   * The file is well-formed, and its control totals are right where it has any.
   *
   * @param sha256 of the whole file, 64 lower-case hexadecimal digits
   * @param bytes size of the file
   * @param records without the header; malformed rows count, they are rejected one by one
   * @param amount sum of the amounts that are plain decimals, over all currencies; rows with
   *     another number of cells than the header are left out
   * @param columns names of the columns that go into the error file, as written, in file order
   */
  record Accepted(String sha256, long bytes, long records, BigDecimal amount, List<String> columns)
      implements Inspection {

    /** Copies the columns. */
    public Accepted {
      columns = List.copyOf(columns);
    }
  }

  /**
   * The file cannot be taken.
   *
   * @param sentence for an operator: which file, what, where, what to do; holds no text of a row
   *     and no character that does not print
   * @param line physical line, the first is 1; 0 when it is not about a place
   * @param byteOffset bytes of the file before the place; 0 when it is not about a place
   */
  record Refused(String sentence, long line, long byteOffset) implements Inspection {}
}
