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
    int maxRecordBytes, int maxColumns, boolean requireRequestId, boolean allowRowsInCells) {}
