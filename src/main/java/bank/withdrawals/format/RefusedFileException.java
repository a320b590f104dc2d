package bank.withdrawals.format;

import bank.withdrawals.csv.MalformedCsvException;

/** The file as a whole is refused. The message is for an operator. */
public final class RefusedFileException extends Exception {

  private static final long serialVersionUID = 1L;

  private static final long NO_OFFSET = -1;

  private final long line;
  private final long byteOffset;

  /**
   * A refusal with its place in the file.
   *
   * @param sentence what is wrong and what to do, without file name and place, no full stop
   * @param line physical line, the first is 1; 0 if it is not about a place
   * @param byteOffset bytes of the file before the place; 0 if it is not about a place
   */
  public RefusedFileException(String sentence, long line, long byteOffset) {
    // A refusal is expected: nobody reads the stack trace, and making it takes time.
    super(sentence, null, false, false);
    this.line = line;
    this.byteOffset = byteOffset;
  }

  /** A refusal of the file as a whole, not about a place in it. */
  public RefusedFileException(String sentence) {
    this(sentence, 0, 0);
  }

  /** A refusal with its line, if the place in bytes is unknown or means nothing to a person. */
  public static RefusedFileException onLine(String sentence, long line) {
    return new RefusedFileException(sentence, line, NO_OFFSET);
  }

  /** A refusal because of malformed CSV. */
  public RefusedFileException(MalformedCsvException malformed) {
    this(String.valueOf(malformed.getMessage()), malformed.line(), malformed.byteOffset());
  }

  /** Physical line, the first is 1; 0 if it is not about a place. */
  public long line() {
    return line;
  }

  /** Bytes of the file before the place; 0 if it is not about a place, -1 if unknown. */
  public long byteOffset() {
    return byteOffset;
  }

  /** The whole sentence for an operator: which file, where, what and what to do. */
  public String sentence(String printableName) {
    if (byteOffset == NO_OFFSET) {
      return "%s, line %d: %s.".formatted(printableName, line, getMessage());
    }
    return line == 0
        ? "%s: %s.".formatted(printableName, getMessage())
        : "%s, line %d, byte offset %d: %s."
            .formatted(printableName, line, byteOffset, getMessage());
  }
}
