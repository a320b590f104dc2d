package bank.withdrawals.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Rows {@code request_id,account_id,amount} with hot accounts, repeated ids and every kind of
 * error.
 */
public final class RandomFile {

  private static final int MAX_CENTS = 4_000;

  private final SplittableRandom random;
  private final int accounts;
  private final String prefix;
  private final boolean sharedIds;

  /** Rows over accounts 1 to {@code accounts}, whose request ids start with {@code prefix}. */
  public RandomFile(long seed, int accounts, String prefix) {
    this(seed, accounts, prefix, true);
  }

  /**
   * As above.
   *
   * @param sharedIds whether a request id may be on rows of two accounts
   */
  public RandomFile(long seed, int accounts, String prefix, boolean sharedIds) {
    this.random = new SplittableRandom(seed);
    this.accounts = accounts;
    this.prefix = prefix;
    this.sharedIds = sharedIds;
  }

  /** Makes {@code count} rows. */
  public List<String> rows(int count) {
    List<String> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      rows.add(row(i, rows));
    }
    return rows;
  }

  private String row(int i, List<String> before) {
    String requestId = prefix + i;
    // Every second row is about account 1: chunks must agree on what the one before left.
    int account = random.nextBoolean() ? 1 : 1 + random.nextInt(accounts);
    String amount = cents(1 + random.nextInt(MAX_CENTS));
    return switch (random.nextInt(20)) {
      case 0 -> before.isEmpty() ? requestId + ",x,1" : before.get(random.nextInt(before.size()));
      case 1 -> again(prefix + random.nextInt(i + 1), account, before) + "," + amount;
      case 2 -> requestId + "," + (accounts + 1) + "," + amount;
      case 3 ->
          requestId
              + ","
              + account
              + ","
              + List.of("0", "-1", "1e3", "1.005", "").get(random.nextInt(5));
      case 4 -> requestId + ",x" + account + "," + amount;
      case 5 -> "bad id" + i + "," + account + "," + amount;
      case 6 -> requestId + "," + account;
      default -> requestId + "," + account + "," + amount;
    };
  }

  /** An id that may have been used, and the account of its first use. */
  private String again(String id, int account, List<String> before) {
    String key = id + ",";
    String former =
        before.stream().filter(row -> row.startsWith(key)).findFirst().orElse(key + account);
    return sharedIds
        ? key + account
        : String.join(",", List.of(former.split(",", -1)).subList(0, 2));
  }

  private static String cents(int cents) {
    return "%d.%02d".formatted(cents / 100, cents % 100);
  }
}
