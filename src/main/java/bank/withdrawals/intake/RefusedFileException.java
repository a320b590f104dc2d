package bank.withdrawals.intake;

/**
 * The file as a whole cannot be taken. Never leaves the package: {@link FileInspector} makes an
 * {@link Inspection} of it, and for {@link WithdrawalRowReader}, which only gets inspected files,
 * it is the cause of a fault.
 */
final class RefusedFileException extends Exception {

  private static final long serialVersionUID = 1L;

  private final long line;
  private final long byteOffset;

  /**
   * @param sentence what is wrong and what to do, without file name and place, no full stop
   * @param line physical line, the first is 1; 0 when it is not about a place
   * @param byteOffset bytes before the place; 0 when it is not about a place
   */
  RefusedFileException(String sentence, long line, long byteOffset) {
    // An expected outcome: the stack trace would cost time and tell nothing.
    super(sentence, null, false, false);
    this.line = line;
    this.byteOffset = byteOffset;
  }

  long line() {
    return line;
  }

  long byteOffset() {
    return byteOffset;
  }

  /** The whole sentence for an operator, which file and where included. */
  String sentence(String printableName) {
    return line == 0
        ? "%s: %s.".formatted(printableName, getMessage())
        : "%s, line %d, byte offset %d: %s."
            .formatted(printableName, line, byteOffset, getMessage());
  }
}
