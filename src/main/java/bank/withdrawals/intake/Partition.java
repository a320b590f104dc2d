package bank.withdrawals.intake;

import bank.withdrawals.domain.AccountId;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One part of a file's rows, so that several parts can be debited at once. All rows of an account
 * are in the same partition, in file order. Rows without a valid account id are in the first.
 *
 * @param number from 1
 * @param count number of partitions, 1 or more
 */
public record Partition(int number, int count) {

  /** The only partition, with all rows. */
  public static final Partition WHOLE = new Partition(1, 1);

  private static final String SEPARATOR = "/";

  /** An odd number without a pattern: account ids in a row get different partitions. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /** Checks that the number is within the count. */
  public Partition {
    if (count < 1 || number < 1 || number > count) {
      throw new IllegalArgumentException("No such partition: %d of %d".formatted(number, count));
    }
  }

  /** All partitions of a file that is divided into {@code count}. */
  public static List<Partition> of(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> new Partition(i, count)).toList();
  }

  /** Parses the result of {@link #toString}. */
  public static Partition parse(String text) {
    String[] numbers = text.split(SEPARATOR, -1);
    return new Partition(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
  }

  /** Whether the rows with this text for an account id are in this partition. */
  boolean contains(String accountId) {
    return count == 1
        || Math.floorMod((account(accountId) * SPREAD) >>> Integer.SIZE, count) == number - 1;
  }

  /** The account id, or 0 if the text is not one; such a row is rejected in any partition. */
  static long account(String accountId) {
    return Math.max(0, AccountId.parse(accountId));
  }

  /** A part for file names, such as {@code 1of4}; empty if there is one partition. */
  public String fileName() {
    return count == 1 ? "" : "%dof%d".formatted(number, count);
  }

  /** Number and count, such as {@code 1/4}. */
  @Override
  public String toString() {
    return number + SEPARATOR + count;
  }
}
