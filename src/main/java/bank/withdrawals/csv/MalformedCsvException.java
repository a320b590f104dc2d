package bank.withdrawals.csv;

/** The bytes of a file are not the CSV that {@link CsvScanner} accepts. */
public final class MalformedCsvException extends Exception {

  private static final long serialVersionUID = 1L;

  private final long line;
  private final long byteOffset;

  /**
   * A fault at a place of a file.
   *
   * @param sentence what is wrong and what to do, without file name and place, no full stop
   * @param line physical line; the first is 1
   * @param byteOffset bytes of the file before the place
   */
  MalformedCsvException(String sentence, long line, long byteOffset) {
    // Bad input is expected: nobody reads the stack trace, and making it takes time.
    super(sentence, null, false, false);
    this.line = line;
    this.byteOffset = byteOffset;
  }

  /** The physical line of the fault; the first is 1. */
  public long line() {
    return line;
  }

  /** Bytes of the file before the fault. */
  public long byteOffset() {
    return byteOffset;
  }
}
