package bank.withdrawals.csv;

/**
 * How large a record may be.
 *
 * @param recordBytes longest record in bytes, its line end not counted
 * @param columns most cells of a record
 */
public record CsvLimits(int recordBytes, int columns) {}
