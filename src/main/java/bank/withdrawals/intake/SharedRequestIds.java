package bank.withdrawals.intake;

import bank.withdrawals.domain.WithdrawalRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * Looks for a request id on rows of two accounts. Only the first of such rows is debited, so they
 * have to be decided one after the other, and the file cannot be dealt out by account.
 *
 * <ol>
 *   <li>One pass over the file notes every request id in a Bloom filter. An id that seems to be
 *       there already is suspect; none that repeats is missed.
 *   <li>Where there are suspects, a second pass sees whether one is on rows of two accounts.
 * </ol>
 *
 * <p>Memory is bounded: 32 MB at the most for the filter, which lets 0.2 % of 20 million different
 * ids pass for suspects, and so many suspects. Beyond that the answer is yes, to be safe.
 */
public final class SharedRequestIds {

  private static final int MAX_SUSPECTS = 100_000;
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
   * Whether a request id may be on rows of two accounts.
   *
   * @param sha256 of the file, which was accepted
   * @throws IOException where the file cannot be read
   */
  public static boolean in(Path file, String sha256, IntakeSettings settings) throws IOException {
    return new SharedRequestIds(file, sha256, settings).found();
  }

  private boolean found() throws IOException {
    Map<String, @Nullable Long> suspects = new HashMap<>();
    long[] filter = new long[Math.toIntExact(bits(Files.size(file)) / Long.SIZE)];
    boolean many =
        anyRow(
            row -> {
              if (!isNew(filter, row.requestId())) {
                suspects.put(row.requestId(), null);
              }
              return suspects.size() > MAX_SUSPECTS;
            });
    return many || (!suspects.isEmpty() && anyRow(row -> isOfAnotherAccount(suspects, row)));
  }

  private static boolean isOfAnotherAccount(
      Map<String, @Nullable Long> suspects, WithdrawalRow row) {
    if (!suspects.containsKey(row.requestId())) {
      return false;
    }
    long account = Partition.account(row.accountId());
    Long former = suspects.putIfAbsent(row.requestId(), account);
    return former != null && former != account;
  }

  /** A filter twice as large as it has to be costs nothing; one bit a byte is 16 to 40 an id. */
  private static long bits(long bytes) {
    long wanted = Math.max(MIN_BITS, Math.min(MAX_BITS, bytes * BITS_A_BYTE_OF_FILE));
    return Long.highestOneBit(wanted);
  }

  /** Notes an id; whether it certainly was not there before. */
  private static boolean isNew(long[] filter, String id) {
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

  private interface RowTest {
    boolean test(WithdrawalRow row);
  }

  /** Whether any row passes; reads no further than that. */
  private boolean anyRow(RowTest test) throws IOException {
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
