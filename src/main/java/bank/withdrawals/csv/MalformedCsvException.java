package bank.withdrawals.csv;

/** The bytes of a file are not the CSV that {@link CsvScanner} accepts. */
public final class MalformedCsvException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What kind of fault it is, if a reader can say more about it. */
  public enum Kind {
    /** The bytes are not UTF-8. */
    NOT_UTF8,
    /** Any other. */
    OTHER
  }

  private final Kind kind;
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
    this(Kind.OTHER, sentence, line, byteOffset);
  }

  /** As above, with a kind. */
  MalformedCsvException(Kind kind, String sentence, long line, long byteOffset) {
    // Bad input is expected: nobody reads the stack trace, and making it takes time.
    super(sentence, null, false, false);
    this.kind = kind;
    this.line = line;
    this.byteOffset = byteOffset;
  }

  /** What kind of fault it is. */
  public Kind kind() {
    return kind;
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
