package bank.withdrawals.testing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Computes the expected result by the simplest possible program: one row after the other, no
 * chunks, no database. It shares no code with the job. It knows no quotes in a file, and three
 * currencies.
 */
public final class SequentialOracle {

  private static final Map<String, Integer> DECIMALS = Map.of("USD", 2, "EUR", 2, "JPY", 0);

  private static final int COLUMNS = 3;

  /**
   * The outcome of a row.
   *
   * @param file its name
   * @param line the first row of a file is on line 2
   * @param text as it stands in the file
   * @param reason why it is rejected; empty if it is debited
   * @param requestId made from file and line if the row has none
   * @param amount null if the row has no readable amount
   */
  public record Row(
      String file,
      int line,
      String text,
      String reason,
      String requestId,
      String accountId,
      BigDecimal amount,
      String currency,
      BigDecimal balanceAfter) {

    /** Whether money moved. */
    public boolean debited() {
      return reason.isEmpty();
    }
  }

  private final Map<Long, BigDecimal> balances = new TreeMap<>();
  private final Map<Long, String> currencies = new HashMap<>();
  private final Map<Long, String> statuses = new HashMap<>();
  private final Map<Long, BigDecimal> mostAtOnce = new HashMap<>();
  private final Map<Long, BigDecimal> mostInADay = new HashMap<>();
  private final Map<Long, BigDecimal> today = new HashMap<>();
  private final Map<String, String> debitedRequests = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();

  /** Opens an active account in dollars. */
  public SequentialOracle account(long id, String balance) {
    return account(id, balance, "USD", "ACTIVE");
  }

  /** Opens an account. */
  public SequentialOracle account(long id, String balance, String currency, String status) {
    balances.put(id, new BigDecimal(balance));
    currencies.put(id, currency);
    statuses.put(id, status);
    return this;
  }

  /** Limits an account's withdrawals; null for no limit. */
  public SequentialOracle limits(long id, BigDecimal perWithdrawal, BigDecimal perDay) {
    if (perWithdrawal != null) {
      mostAtOnce.put(id, perWithdrawal);
    }
    if (perDay != null) {
      mostInADay.put(id, perDay);
    }
    return this;
  }

  /** The next files are received on a later day. */
  public SequentialOracle nextDay() {
    today.clear();
    return this;
  }

  /** Takes the rows of one file: {@code request_id,account_id,amount}. */
  public SequentialOracle file(List<String> texts) {
    return file("", "", COLUMNS, texts);
  }

  /**
   * Takes the rows of one file.
   *
   * @param sha256 of the file, in hex
   * @param columns how many the header has: {@code request_id,account_id,amount,currency,…}
   */
  public SequentialOracle file(String name, String sha256, int columns, List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      if (!texts.get(i).replace(",", "").isBlank()) {
        rows.add(row(name, sha256, columns, i + 2, texts.get(i)));
      }
    }
    return this;
  }

  private Row row(String file, String sha256, int columns, int line, String text) {
    String[] cells = text.split(",", -1);
    if (cells.length != columns) {
      return new Row(file, line, text, "MALFORMED_ROW", "", "", null, "", null);
    }
    String requestId = cells[0];
    if (requestId.isEmpty() && !sha256.isEmpty()) {
      requestId = sha256.substring(0, 16) + ":" + line;
    }
    String currency = columns == COLUMNS ? "" : cells[3];
    boolean readable = cells[2].matches("[0-9]{1,15}(\\.[0-9]{1,4})?");
    BigDecimal amount = readable ? new BigDecimal(cells[2]) : null;
    String reason = reason(requestId, cells[1], amount, currency);
    if (!reason.isEmpty()) {
      return new Row(file, line, text, reason, requestId, cells[1], amount, currency, null);
    }
    long account = Long.parseLong(cells[1]);
    BigDecimal left = balances.get(account).subtract(amount);
    balances.put(account, left);
    today.merge(account, amount, BigDecimal::add);
    debitedRequests.put(requestId, payload(account, amount));
    String moved = currencies.get(account);
    return new Row(file, line, text, "", requestId, Long.toString(account), amount, moved, left);
  }

  private String reason(String requestId, String accountId, BigDecimal amount, String currency) {
    if (!requestId.matches("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,63}")
        || requestId.matches("[0-9]+(\\.[0-9]+)?[Ee][+-]?[0-9]+")) {
      return "INVALID_REQUEST_ID";
    }
    if (!accountId.matches("[0-9]{1,18}")) {
      return "INVALID_ACCOUNT_ID";
    }
    long account = Long.parseLong(accountId);
    if (amount == null
        || amount.signum() == 0
        || tooFine(amount, currency)
        || (currency.isEmpty() && tooFine(amount, currencies.get(account)))) {
      return "INVALID_AMOUNT";
    }
    if (!currency.isEmpty() && !DECIMALS.containsKey(currency)) {
      return "INVALID_CURRENCY";
    }
    String before = debitedRequests.get(requestId);
    if (before != null) {
      return before.equals(payload(account, amount)) ? "DUPLICATE_REQUEST" : "REQUEST_ID_REUSED";
    }
    if (!balances.containsKey(account)) {
      return "ACCOUNT_NOT_FOUND";
    }
    if (!statuses.get(account).equals("ACTIVE")) {
      return "ACCOUNT_NOT_ACTIVE";
    }
    if (!currency.isEmpty() && !currency.equals(currencies.get(account))) {
      return "CURRENCY_MISMATCH";
    }
    BigDecimal soFar = today.getOrDefault(account, BigDecimal.ZERO);
    if (isOver(mostAtOnce.get(account), amount)
        || isOver(mostInADay.get(account), soFar.add(amount))) {
      return "LIMIT_EXCEEDED";
    }
    return balances.get(account).compareTo(amount) < 0 ? "INSUFFICIENT_FUNDS" : "";
  }

  private static boolean isOver(BigDecimal limit, BigDecimal amount) {
    return limit != null && amount.compareTo(limit) > 0;
  }

  /** An unknown currency has no number of decimals. */
  private static boolean tooFine(BigDecimal amount, String currency) {
    Integer decimals = currency == null ? null : DECIMALS.get(currency);
    return decimals != null && amount.scale() > decimals;
  }

  private static String payload(long account, BigDecimal amount) {
    return account + "/" + plain(amount);
  }

  /** Every row taken, in order. */
  public List<Row> rows() {
    return rows;
  }

  /** As {@link WithdrawalsTester#balances}. */
  public Map<Long, String> balances() {
    Map<Long, String> plain = new TreeMap<>();
    balances.forEach((id, balance) -> plain.put(id, plain(balance)));
    return plain;
  }

  /** As {@link WithdrawalsTester#journal}. */
  public List<String> journal() {
    return rows.stream()
        .filter(Row::debited)
        .map(
            row ->
                "%d %s %s %s %s"
                    .formatted(
                        row.line(),
                        row.requestId(),
                        row.accountId(),
                        plain(row.amount()),
                        plain(row.balanceAfter())))
        .toList();
  }

  /** As {@link WithdrawalsTester#rejections}. */
  public List<String> rejections() {
    return rows.stream()
        .filter(row -> !row.debited())
        .map(row -> row.line() + " " + row.reason())
        .toList();
  }

  private static String plain(BigDecimal amount) {
    return amount.stripTrailingZeros().toPlainString();
  }
}
