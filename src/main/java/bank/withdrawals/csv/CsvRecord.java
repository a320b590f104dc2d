package bank.withdrawals.csv;

import java.util.List;

/**
 * One record of a CSV file.
 *
 * @param line physical line on which it starts; the first line of a file is 1
 * @param offset bytes of the file before it
 * @param end bytes of the file before the next record, so its own line end is included
 * @param cells text of its cells without their enclosing quotes, nothing trimmed; at least one
 */
public record CsvRecord(long line, long offset, long end, List<String> cells) {}
