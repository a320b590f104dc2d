package bank.withdrawals.ledger;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.AccountId;
import bank.withdrawals.domain.AccountNumber;
import bank.withdrawals.domain.Limits;
import bank.withdrawals.domain.Money;
import bank.withdrawals.files.Printable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns of an accounts file. They may come in any order; case and blanks around a name do not
 * matter. A column that is unknown or there twice refuses the file, because somebody expects its
 * values to count.
 */
final class AccountColumns {

  private static final String ACCOUNT_ID = "account_id";
  private static final String BALANCE = "balance";
  private static final String CURRENCY = "currency";
  private static final String STATUS = "status";
  private static final String WITHDRAWAL_LIMIT = "withdrawal_limit";
  private static final String DAILY_LIMIT = "daily_limit";
  private static final String ACCOUNT_NUMBER = "account_number";

  /** All columns, in the order of an export. */
  static final List<String> NAMES =
      List.of(ACCOUNT_ID, BALANCE, CURRENCY, STATUS, WITHDRAWAL_LIMIT, DAILY_LIMIT, ACCOUNT_NUMBER);

  private static final List<String> REQUIRED = List.of(ACCOUNT_ID, BALANCE);

  private static final int MAX_NAME_SHOWN = 40;
  private static final int MAX_NAMES_SHOWN = 5;

  /** So many first letters of a known name make another one similar to it. */
  private static final int SIMILAR_LETTERS = 3;

  private final int size;
  private final Map<String, Integer> indexes;

  private AccountColumns(int size, Map<String, Integer> indexes) {
    this.size = size;
    this.indexes = indexes;
  }

  /**
   * Reads the header.
   *
   * @throws InvalidRowException if it has not the columns that it must have, or others
   */
  static AccountColumns of(List<String> header) {
    Map<String, Integer> indexes = new HashMap<>();
    Set<String> unknown = new LinkedHashSet<>();
    Set<String> repeated = new LinkedHashSet<>();
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i).strip().toLowerCase(Locale.ROOT);
      if (!NAMES.contains(name)) {
        unknown.add(header.get(i).strip());
      } else if (indexes.putIfAbsent(name, i) != null) {
        repeated.add(name);
      }
    }
    String all = "the columns are " + String.join(", ", NAMES);
    if (!unknown.isEmpty() && !indexes.isEmpty()) {
      throw new InvalidRowException("the header has %s; %s".formatted(described(unknown), all));
    }
    if (!indexes.keySet().containsAll(REQUIRED)) {
      // Without a header this is a row, and its text is not shown.
      throw new InvalidRowException("the header must have account_id and balance; " + all);
    }
    if (!repeated.isEmpty()) {
      throw new InvalidRowException(
          "the header has the column %s more than once; remove all but one"
              .formatted(String.join(", ", repeated)));
    }
    return new AccountColumns(header.size(), indexes);
  }

  /**
   * Makes the account of a row.
   *
   * @param defaultCurrency ISO 4217 code of an account without a currency
   * @throws InvalidRowException if a cell is invalid
   */
  Account account(List<String> cells, String defaultCurrency) {
    if (cells.size() != size) {
      throw new InvalidRowException("the number of cells differs from the header");
    }
    long id = AccountId.parse(cell(cells, ACCOUNT_ID));
    if (id == AccountId.NONE) {
      throw new InvalidRowException("account_id must be up to 18 digits");
    }
    String currency = or(cell(cells, CURRENCY), defaultCurrency);
    int decimals =
        Money.decimals(currency)
            .orElseThrow(() -> new InvalidRowException("currency must be an ISO 4217 code"));
    BigDecimal balance = Money.parse(cell(cells, BALANCE));
    if (balance == null || balance.scale() > decimals) {
      throw new InvalidRowException(
          "balance must be a plain decimal of zero or more with at most %d decimals"
              .formatted(decimals));
    }
    String status = or(cell(cells, STATUS), Account.Status.ACTIVE.name());
    if (Arrays.stream(Account.Status.values()).noneMatch(known -> known.name().equals(status))) {
      throw new InvalidRowException("status must be ACTIVE, FROZEN or CLOSED");
    }
    return new Account(
        id,
        number(cell(cells, ACCOUNT_NUMBER)),
        balance,
        currency,
        Account.Status.valueOf(status),
        new Limits(
            limit(cell(cells, WITHDRAWAL_LIMIT), decimals, WITHDRAWAL_LIMIT),
            limit(cell(cells, DAILY_LIMIT), decimals, DAILY_LIMIT)),
        null);
  }

  private static @Nullable String number(String cell) {
    if (cell.isBlank()) {
      return null;
    }
    String number = AccountNumber.parse(cell);
    if (number == null) {
      throw new InvalidRowException(
          "account_number must be empty, an IBAN with the right check digits, a sort code with an"
              + " account, or another identifier that is not digits alone");
    }
    return number;
  }

  private static @Nullable BigDecimal limit(String cell, int decimals, String name) {
    if (cell.isEmpty()) {
      return null;
    }
    BigDecimal limit = Limits.parse(cell, decimals);
    if (limit == null) {
      throw new InvalidRowException(
          "%s must be empty or a plain decimal above zero with at most %d decimals"
              .formatted(name, decimals));
    }
    return limit;
  }

  private static String or(String cell, String otherwise) {
    return cell.isEmpty() ? otherwise : cell;
  }

  /** Empty if the file has no such column. */
  private String cell(List<String> cells, String column) {
    Integer index = indexes.get(column);
    return index == null ? "" : cells.get(index);
  }

  private static String described(Set<String> unknown) {
    List<String> described = new ArrayList<>();
    for (String name : unknown) {
      if (described.size() == MAX_NAMES_SHOWN) {
        described.add("others");
        break;
      }
      String similar = similar(name);
      described.add(
          name.isEmpty()
              ? "a column without a name"
              : "the unknown column %s%s"
                  .formatted(
                      Printable.shortened(name, MAX_NAME_SHOWN),
                      similar == null ? "" : " (write %s if that is meant)".formatted(similar)));
    }
    return String.join(" and ", described);
  }

  /** The known name with the most first letters of this one; null if they are few. */
  private static @Nullable String similar(String name) {
    String letters = letters(name.toLowerCase(Locale.ROOT));
    String similar = null;
    int most = SIMILAR_LETTERS - 1;
    for (String known : NAMES) {
      int same = sameFirstLetters(letters, letters(known));
      if (same > most) {
        most = same;
        similar = known;
      }
    }
    return similar;
  }

  private static int sameFirstLetters(String one, String other) {
    int same = 0;
    while (same < Math.min(one.length(), other.length())
        && one.charAt(same) == other.charAt(same)) {
      same++;
    }
    return same;
  }

  private static String letters(String name) {
    return name.replaceAll("[^\\p{L}\\p{N}]", "");
  }

  /** A row is invalid; the message is the reason. Never leaves this package. */
  static final class InvalidRowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidRowException(String message) {
      super(message);
    }
  }
}
