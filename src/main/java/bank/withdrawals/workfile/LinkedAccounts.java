package bank.withdrawals.workfile;

import bank.withdrawals.files.ExternalSorter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds the accounts that are linked by a request id on rows of several of them. Only the first of
 * such rows may be debited, so they have to be decided in file order.
 *
 * <ol>
 *   <li>{@link #add} collects a hash of each request id with the account.
 *   <li>{@link #find} sorts by hash. Accounts with the same hash are linked. Two ids with the same
 *       hash link accounts without need, which is always safe.
 * </ol>
 *
 * <p>Memory: at most {@value #MOST} accounts are remembered. If more are linked, all are.
 */
final class LinkedAccounts implements Closeable {

  private static final int MOST = 100_000;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final byte[] NOTHING = new byte[0];

  private final ExternalSorter ids;

  LinkedAccounts(Path directory, int memory) {
    this.ids = new ExternalSorter(directory, "ids", memory);
  }

  /**
   * The linked accounts.
   *
   * @param all whether every account counts as linked
   */
  record Linked(boolean all, Set<Long> accounts) {

    boolean contains(long account) {
      return all || accounts.contains(account);
    }
  }

  void add(String requestId, long account) throws IOException {
    ids.add(hash(requestId), account, NOTHING);
  }

  Linked find() throws IOException {
    Set<Long> accounts = new HashSet<>();
    long[] before = new long[2];
    boolean[] any = new boolean[1];
    ids.forEach(
        (hash, account, nothing) -> {
          if (any[0] && hash == before[0] && account != before[1] && accounts.size() <= MOST) {
            accounts.add(before[1]);
            accounts.add(account);
          }
          any[0] = true;
          before[0] = hash;
          before[1] = account;
        });
    return accounts.size() > MOST ? new Linked(true, Set.of()) : new Linked(false, accounts);
  }

  private static long hash(String id) {
    long hash = id.length();
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * MULTIPLIER;
      hash ^= hash >>> Integer.SIZE;
    }
    return hash;
  }

  @Override
  public void close() throws IOException {
    ids.close();
  }
}
