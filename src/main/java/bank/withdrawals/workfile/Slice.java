package bank.withdrawals.workfile;

/**
 * A part of a work file that is debited by one thread. No two slices have rows about the same
 * account.
 *
 * @param number from 1, in order of positions
 * @param first position of its first row
 * @param rows how many rows it has, 1 or more
 * @param offset bytes of the file before it
 * @param bytes its size
 * @param checksum CRC-32C of its bytes
 */
public record Slice(int number, long first, long rows, long offset, long bytes, long checksum) {

  /** Position of its last row. */
  public long last() {
    return first + rows - 1;
  }
}
