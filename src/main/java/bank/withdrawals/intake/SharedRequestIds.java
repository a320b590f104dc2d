package bank.withdrawals.intake;

import bank.withdrawals.domain.WithdrawalRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * Detects a request id on rows of two accounts. Only the first of such rows is debited, so they
 * must be decided one after the other, and the file cannot be partitioned by account.
 *
 * <ol>
 *   <li>The first pass over the file adds every request id to a Bloom filter. An id that the filter
 *       seems to contain already is a candidate. Every repeated id is a candidate; a few others are
 *       too.
 *   <li>If there are candidates, a second pass compares the accounts of each.
 * </ol>
 *
 * <p>Memory: at most 32 MB for the filter (0.2 % false candidates among 20 million ids), and
 * 100,000 candidates. If there are more, the answer is yes, which is always safe.
 */
public final class SharedRequestIds {

  private static final int MAX_CANDIDATES = 100_000;
  private static final int HASHES = 4;
  private static final int BITS_A_BYTE_OF_FILE = 1;
  private static final long MIN_BITS = 1L << 16;
  private static final long MAX_BITS = 1L << 28;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final Path file;
  private final String sha256;
  private final IntakeSettings settings;

  private SharedRequestIds(Path file, String sha256, IntakeSettings settings) {
    this.file = file;
    this.sha256 = sha256;
    this.settings = settings;
  }

  /**
   * Reads the file and returns whether a request id may be on rows of two accounts.
   *
   * @param sha256 of the file, which was accepted
   * @throws IOException if the file cannot be read
   */
  public static boolean detect(Path file, String sha256, IntakeSettings settings)
      throws IOException {
    return new SharedRequestIds(file, sha256, settings).detect();
  }

  private boolean detect() throws IOException {
    Map<String, @Nullable Long> candidates = new HashMap<>();
    long[] filter = new long[Math.toIntExact(bits(Files.size(file)) / Long.SIZE)];
    boolean tooMany =
        anyRow(
            row -> {
              if (!add(filter, row.requestId())) {
                candidates.put(row.requestId(), null);
              }
              return candidates.size() > MAX_CANDIDATES;
            });
    return tooMany || (!candidates.isEmpty() && anyRow(row -> hasAnotherAccount(candidates, row)));
  }

  private static boolean hasAnotherAccount(
      Map<String, @Nullable Long> candidates, WithdrawalRow row) {
    if (!candidates.containsKey(row.requestId())) {
      return false;
    }
    long account = Partition.account(row.accountId());
    Long first = candidates.putIfAbsent(row.requestId(), account);
    return first != null && first != account;
  }

  /** One bit for each byte of the file, a power of two; that is 16 to 40 bits for each id. */
  private static long bits(long bytes) {
    long wanted = Math.max(MIN_BITS, Math.min(MAX_BITS, bytes * BITS_A_BYTE_OF_FILE));
    return Long.highestOneBit(wanted);
  }

  /** Adds an id to the filter; true if it certainly was not there before. */
  private static boolean add(long[] filter, String id) {
    long hash = 0;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * MULTIPLIER;
      hash ^= hash >>> Integer.SIZE;
    }
    long step = (hash >>> Integer.SIZE) | 1;
    boolean isNew = false;
    for (int i = 0; i < HASHES; i++) {
      hash += step * MULTIPLIER;
      int word = (int) ((hash >>> Integer.SIZE) & (filter.length - 1));
      long bit = 1L << hash;
      isNew |= (filter[word] & bit) == 0;
      filter[word] |= bit;
    }
    return isNew;
  }

  /** Whether any well-formed row matches; stops reading at the first. */
  private boolean anyRow(Predicate<WithdrawalRow> test) throws IOException {
    WithdrawalRowReader reader = new WithdrawalRowReader(file, sha256, settings, Partition.WHOLE);
    reader.open(new ExecutionContext());
    try {
      for (WithdrawalRow row = reader.read(); row != null; row = reader.read()) {
        if (!row.malformed() && test.test(row)) {
          return true;
        }
      }
      return false;
    } finally {
      reader.close();
    }
  }
}
