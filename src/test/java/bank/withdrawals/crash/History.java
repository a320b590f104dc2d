package bank.withdrawals.crash;

import bank.withdrawals.testing.SequentialOracle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Accounts and files by seed, with their expected result. Files are dropped in threes: one with a
 * control file, one without, and one whose control file does not match.
 */
final class History {

  static final long FIRST_ACCOUNT = 101;

  private static final int ACCOUNTS = 300;
  private static final int HOT = 10;

  /** The rows of the three files: one file is long enough for many kills, one is very short. */
  private static final List<Integer> ROWS = List.of(2_500, 60, 200);

  private static final String HEADER = "request_id,account_id,amount,currency,reference";
  private static final int COLUMNS = 5;

  /** One of so many repeated request ids is on a row of another account. */
  private static final int SHARED = 8;

  private final Random random;
  private final SequentialOracle oracle = new SequentialOracle();
  private final List<String> accounts = new ArrayList<>();
  private final List<String> rows = new ArrayList<>();
  private final List<Dropped> files = new ArrayList<>();

  /**
   * A file in the inbox.
   *
   * @param sha256 in hex
   * @param refused whether the job must refuse it
   * @param control whether it has a control file
   */
  record Dropped(String name, String sha256, boolean refused, boolean control) {}

  /** */
  History(long seed) {
    random = new Random(seed);
    for (int i = 0; i < ACCOUNTS; i++) {
      long id = FIRST_ACCOUNT + i;
      boolean hot = i % HOT == 0;
      String currency = i % HOT == 5 ? "EUR" : i % HOT == 6 ? "JPY" : "USD";
      String status = i % HOT == 7 ? "FROZEN" : i % HOT == 8 ? "CLOSED" : "ACTIVE";
      int whole = hot ? 5_000 + random.nextInt(5_000) : 50 + random.nextInt(400);
      String balance = currency.equals("JPY") ? whole + "" : whole + ".50";
      BigDecimal limit = i % 3 == 1 ? BigDecimal.valueOf(30) : null;
      accounts.add(
          String.join(",", id + "", balance, currency, status, limit == null ? "" : limit + ""));
      oracle.account(id, balance, currency, status).limits(id, limit, null);
    }
  }

  /** The accounts file. */
  String[] accounts() {
    accounts.add(0, "account_id,balance,currency,status,withdrawal_limit");
    return accounts.toArray(String[]::new);
  }

  /** Puts the next three files into the inbox. */
  void drop(Path inbox) {
    try {
      for (int kind = 0; kind < 3; kind++) {
        drop(inbox, "%03d.csv".formatted(files.size()), ROWS.get(kind), kind == 0, kind == 2);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void drop(Path inbox, String name, int count, boolean control, boolean refused)
      throws IOException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(row());
      rows.add(texts.get(i));
    }
    byte[] bytes =
        (HEADER + "\n" + String.join("\n", texts) + "\n").getBytes(StandardCharsets.UTF_8);
    String sha256 = sha256(bytes);
    Files.write(inbox.resolve(name), bytes);
    if (control || refused) {
      long records = texts.stream().filter(text -> !text.isEmpty()).count() + (refused ? 1 : 0);
      Files.writeString(inbox.resolve(name + ".control"), "records=" + records + "\n");
    }
    files.add(new Dropped(name, sha256, refused, control || refused));
    if (!refused) {
      oracle.file(name, sha256, COLUMNS, texts);
    }
  }

  /** Makes a row of any kind. Half of the rows of a file are for one account. */
  private String row() {
    int i = rows.size();
    int hot = files.size() * HOT % ACCOUNTS;
    long account = FIRST_ACCOUNT + (random.nextBoolean() ? hot : random.nextInt(ACCOUNTS));
    boolean whole = random.nextInt(4) == 0;
    String amount =
        BigDecimal.valueOf(1 + random.nextInt(whole ? 40 : 4_000), whole ? 0 : 2).toPlainString();
    String id = "r" + i;
    String reference = "ref " + i;
    return switch (random.nextInt(24)) {
      case 0, 1 -> rows.isEmpty() ? "" : rows.get(random.nextInt(i));
      case 2 -> again(random.nextInt(i + 1), account, amount, reference);
      case 3 -> row(id, FIRST_ACCOUNT + ACCOUNTS, amount, "", reference);
      case 4 -> row(id, account, any("0", "1e3", "1.005", "", "٣"), "", reference);
      case 5 -> row(id, account, any("1.50", "1.5", "7"), "JPY", reference);
      case 6 -> id + "," + any("x", "1 2", "0") + account + "," + amount + ",," + reference;
      case 7 -> row(any("bad id ", "_", "é") + i, account, amount, "", reference);
      case 8 -> any("", id, id + "," + account + "," + amount + ",,,");
      case 9 -> row(id, account, amount, any("usd", "XYZ", "US"), reference);
      case 10 -> row(id, account, amount, "EUR", reference);
      case 11, 12 -> row(id, account, amount, "USD", reference);
      case 13, 14 -> row("", account, amount, "", reference);
      default -> row(id, account, amount, "", reference);
    };
  }

  /** A row with an earlier request id; its account is the same, unless ids may be shared. */
  private String again(int before, long account, String amount, String reference) {
    String key = "r" + before + ",";
    String former =
        before < rows.size() && rows.get(before).startsWith(key)
            ? rows.get(before).split(",", -1)[1]
            : Long.toString(FIRST_ACCOUNT + before % ACCOUNTS);
    return random.nextInt(SHARED) == 0
        ? row("r" + before, account, amount, "", reference)
        : key + former + "," + amount + ",," + reference;
  }

  private static String row(
      String id, long account, String amount, String currency, String reference) {
    return String.join(",", id, Long.toString(account), amount, currency, reference);
  }

  private String any(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The expected result of the files in {@link #files}. */
  SequentialOracle oracle() {
    return oracle;
  }

  /** The reasons for which the job must reject rows. */
  Set<String> reasons() {
    return oracle.rows().stream()
        .filter(row -> !row.debited())
        .map(SequentialOracle.Row::reason)
        .collect(Collectors.toSet());
  }

  /** All files that were put into the inbox. */
  List<Dropped> files() {
    return files;
  }
}
