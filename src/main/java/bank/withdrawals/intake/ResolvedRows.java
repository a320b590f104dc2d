package bank.withdrawals.intake;

import bank.withdrawals.domain.AccountId;
import bank.withdrawals.domain.AccountNumber;
import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.format.RefusedFileException;
import bank.withdrawals.format.RowSource;
import bank.withdrawals.format.Trailer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of another source, in which the id of the account stands in the place of its number. So
 * rows that name one account by id and by number belong to the same account.
 *
 * <ol>
 *   <li>A row without a number comes as it is.
 *   <li>From a row with a number on, up to 1,000 rows are read ahead, and their numbers are looked
 *       up at once.
 *   <li>If no account has its number, the row comes with the number in normal form instead of an
 *       id. If the row also names another account by id, it comes as it is. The rules reject both.
 * </ol>
 *
 * <p>Not thread-safe.
 */
public final class ResolvedRows implements RowSource {

  private static final int BATCH = 1_000;

  private final RowSource source;
  private final AccountResolver resolver;
  private final Queue<NumberedRow> ahead = new ArrayDeque<>();
  private Map<String, Long> ids = Map.of();
  private boolean ended;

  private record NumberedRow(WithdrawalRow row, @Nullable String number) {}

  /** The rows of {@code source}, which is closed with this one. */
  public ResolvedRows(RowSource source, AccountResolver resolver) {
    this.source = source;
    this.resolver = resolver;
  }

  @Override
  public List<String> columns() {
    return source.columns();
  }

  @Override
  public @Nullable WithdrawalRow next() throws IOException, RefusedFileException {
    if (ahead.isEmpty()) {
      NumberedRow row = read();
      if (row == null || row.number() == null) {
        return row == null ? null : row.row();
      }
      readAhead(row);
    }
    return resolved(ahead.remove());
  }

  private void readAhead(NumberedRow first) throws IOException, RefusedFileException {
    Set<String> numbers = new HashSet<>();
    for (NumberedRow row = first; row != null; row = ahead.size() < BATCH ? read() : null) {
      ahead.add(row);
      if (row.number() != null) {
        numbers.add(row.number());
      }
    }
    ids = resolver.resolve(numbers);
  }

  private @Nullable NumberedRow read() throws IOException, RefusedFileException {
    WithdrawalRow row = ended ? null : source.next();
    ended = row == null;
    return row == null ? null : new NumberedRow(row, number(row));
  }

  private WithdrawalRow resolved(NumberedRow numbered) {
    WithdrawalRow row = numbered.row();
    String number = numbered.number();
    Long id = number == null ? null : ids.get(number);
    if (number == null || namesAnother(row, number, id)) {
      return row;
    }
    if (id != null) {
      return row.withAccount(id);
    }
    // Anything might be meant as an id. So only a text that can be nothing else is a number there.
    return row.accountNumber().isBlank() && !AccountNumber.isIbanOrSortCode(number)
        ? row
        : row.withUnknownNumber(number);
  }

  /** The number of the row in its normal form; null if it names its account otherwise. */
  private static @Nullable String number(WithdrawalRow row) {
    if (!row.accountNumber().isBlank()) {
      return AccountNumber.parse(row.accountNumber());
    }
    return AccountId.parse(row.accountId()) == AccountId.NONE
        ? AccountNumber.parse(row.accountId())
        : null;
  }

  /** Whether the row also names an account by id, and that is not the account with the number. */
  private static boolean namesAnother(WithdrawalRow row, String number, @Nullable Long id) {
    String other = row.accountId();
    return !row.accountNumber().isBlank()
        && !other.isBlank()
        && (id == null || AccountId.parse(other) != id)
        && !number.equals(AccountNumber.parse(other));
  }

  @Override
  public long blankRows() {
    return source.blankRows();
  }

  @Override
  public Optional<Trailer> trailer() {
    return source.trailer();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
