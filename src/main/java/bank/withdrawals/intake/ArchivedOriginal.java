package bank.withdrawals.intake;

/** What became of the original of a run whose rows are decided. */
public enum ArchivedOriginal {
  /** It is in the archive, with the bytes that were judged. */
  WHOLE,
  /** The judged bytes are in the archive. The file had more, and is set aside in quarantine. */
  LONGER,
  /** The file had more bytes and is set aside, but the judged bytes are no longer in it. */
  LONGER_AND_GONE,
  /** The judged bytes are gone: the file was removed, replaced or cut. Nothing is archived. */
  GONE;

  /** Whether there is a longer file to be refused. */
  public boolean isLonger() {
    return this == LONGER || this == LONGER_AND_GONE;
  }

  /** Whether the archive has the judged bytes. */
  public boolean isKept() {
    return this == WHOLE || this == LONGER;
  }
}
