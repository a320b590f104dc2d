package bank.withdrawals.csv;

import java.util.List;

/**
 * The columns that the error file adds behind those of the input file. A reader of input files
 * leaves them out, so that a corrected error file can be dropped as it is.
 */
public final class RejectColumns {

  /** Names of the columns: line in the input file, reason code, sentence. */
  public static final List<String> NAMES = List.of("line_number", "reason", "message");

  private RejectColumns() {}
}
