package bank.withdrawals.intake;

import bank.withdrawals.domain.AccountId;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One of the parts a file's rows are dealt out to, so that several can be worked on at once. All
 * rows of an account are in the same part, in file order; a row that names none is in the first.
 *
 * @param number from 1
 * @param count how many parts there are, 1 or more
 */
public record Partition(int number, int count) {

  /** All rows. */
  public static final Partition WHOLE = new Partition(1, 1);

  private static final String SEPARATOR = "/";

  /** An odd number far from any pattern: neighbouring account ids go to different parts. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /** Refuses what is no part. */
  public Partition {
    if (count < 1 || number < 1 || number > count) {
      throw new IllegalArgumentException("No such part: %d of %d".formatted(number, count));
    }
  }

  /** All parts of a file dealt out to so many. */
  public static List<Partition> of(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> new Partition(i, count)).toList();
  }

  /** Reads what {@link #toString} has written. */
  public static Partition parse(String text) {
    String[] numbers = text.split(SEPARATOR, -1);
    return new Partition(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
  }

  /** Whether the rows of an account are in this part; the id as text, whatever it is. */
  boolean takes(String accountId) {
    return count == 1
        || Math.floorMod((account(accountId) * SPREAD) >>> Integer.SIZE, count) == number - 1;
  }

  /** 0 for what is no account id: such a row is rejected by itself, wherever that is. */
  static long account(String accountId) {
    return Math.max(0, AccountId.parse(accountId));
  }

  /** As a part of a file's name, such as {@code 1of4}; empty where there is one part. */
  public String fileName() {
    return count == 1 ? "" : "%dof%d".formatted(number, count);
  }

  /** Number and count, such as {@code 1/4}. */
  @Override
  public String toString() {
    return number + SEPARATOR + count;
  }
}
