package bank.withdrawals.intake;

/**
 * One framed record.
 *
 * @param line physical line on which it starts; the first line of a file is 1
 * @param offset bytes of the file before it
 * @param end bytes of the file up to the start of the next record, so its line end is included
 * @param text the record as it stands in the file, quotes included, line end not
 */
record RawRecord(long line, long offset, long end, String text) {}
