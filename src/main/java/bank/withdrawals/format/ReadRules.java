package bank.withdrawals.format;

/**
 * The limits and rules by which every file is read, whatever its format. A run stores them, so that
 * its file can be read again in the same way.
 *
 * @param maxRecordBytes longest record in bytes, its line end not counted
 * @param maxColumns most columns of a record or of the header
 * @param requireRequestId whether a file without a column for the request id is refused, and a row
 *     with an empty one rejected
 * @param allowRowsInCells whether a cell may contain what would be whole rows of the file
 */
public record ReadRules(
    int maxRecordBytes, int maxColumns, boolean requireRequestId, boolean allowRowsInCells) {

  private static final String TEXT =
      "max-record-bytes=%d max-columns=%d require-request-id=%b allow-rows-in-cells=%b";

  /** Reads the result of {@link #toText}. */
  public static ReadRules parse(String text) {
    String[] values = text.replaceAll("[a-z-]+=", "").split(" ", -1);
    return new ReadRules(
        Integer.parseInt(values[0]),
        Integer.parseInt(values[1]),
        Boolean.parseBoolean(values[2]),
        Boolean.parseBoolean(values[3]));
  }

  /** These rules as a line of text. */
  public String toText() {
    return TEXT.formatted(maxRecordBytes, maxColumns, requireRequestId, allowRowsInCells);
  }
}
