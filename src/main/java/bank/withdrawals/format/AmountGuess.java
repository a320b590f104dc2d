package bank.withdrawals.format;

import bank.withdrawals.format.AmountNotation.Sign;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the amounts of a column are probably written.
 *
 * @param notation for the format
 * @param unsure what a person should check
 */
record AmountGuess(AmountNotation notation, List<String> unsure) {

  private static final Pattern AMOUNT =
      Pattern.compile(
          "([^0-9\\s\\p{Z}.,'+\u2212-]{0,4})[\\s\\p{Z}]*([+\u2212-]?)[\\s\\p{Z}]*"
              + "([0-9][0-9.,'\u2019\\p{Z}]*)([+\u2212-]?)[\\s\\p{Z}]*([^0-9\\s\\p{Z}.,'+\u2212-]{0,4})");
  private static final String SEPARATORS = ".,'\u2019";

  /** Whether a cell could be an amount. */
  static boolean isAmount(String cell) {
    return AMOUNT.matcher(Blanks.strip(cell)).matches();
  }

  /**
   * Looks at the texts of a column.
   *
   * @param cells of all rows; numbers of a workbook are left out
   * @param name of the column, letters only; empty if it has none
   * @param hasCurrency whether rows have a currency
   */
  static AmountGuess of(List<String> cells, String name, boolean hasCurrency) {
    List<String> unsure = new ArrayList<>();
    Set<String> symbols = new LinkedHashSet<>();
    Evidence evidence = new Evidence();
    for (String cell : cells) {
      Matcher amount = AMOUNT.matcher(Blanks.strip(cell));
      if (amount.matches()) {
        symbols.add(amount.group(1));
        symbols.add(amount.group(5));
        evidence.add(Blanks.strip(amount.group(3)), amount.group(2) + amount.group(4));
      }
    }
    symbols.remove("");
    boolean minor = name.matches(".*(cent|minor|pence|penny|kobo|paise|rappen|ore).*");
    int minorUnits = 0;
    if (evidence.allWhole() && minor) {
      minorUnits = hasCurrency ? AmountNotation.OF_CURRENCY : 2;
      unsure.add("that amounts are in the smallest unit of the currency, as the name says");
    } else if (evidence.allWhole() && evidence.negatives + evidence.others > 0) {
      unsure.add("whether amounts are in whole units: none has decimals (else add minor_units)");
    }
    return new AmountGuess(
        new AmountNotation(
            evidence.decimal(unsure),
            evidence.grouping(),
            List.copyOf(symbols),
            minorUnits,
            evidence.sign(unsure)),
        unsure);
  }

  /** What the amounts show. */
  private static final class Evidence {

    private final Set<Character> decimals = new LinkedHashSet<>();
    private final Set<Character> groupings = new LinkedHashSet<>();
    private final Set<Character> either = new LinkedHashSet<>();
    private int negatives;
    private int others;

    void add(String digits, String sign) {
      if (sign.contains("-") || sign.contains("\u2212")) {
        negatives++;
      } else {
        others++;
      }
      int last = -1;
      for (int i = 0; i < digits.length(); i++) {
        char c = digits.charAt(i);
        if (Character.isSpaceChar(c)) {
          groupings.add(' ');
        } else if (SEPARATORS.indexOf(c) >= 0) {
          if (last >= 0) {
            groupings.add(digits.charAt(last));
          }
          last = i;
        }
      }
      if (last >= 0) {
        lastSign(digits, last);
      }
    }

    private void lastSign(String digits, int last) {
      char c = digits.charAt(last);
      boolean repeated = digits.indexOf(c) != last;
      boolean onlyOne = digits.chars().filter(d -> SEPARATORS.indexOf(d) >= 0).count() == 1;
      if (repeated || c == '\'' || c == '\u2019') {
        groupings.add(c);
      } else if (onlyOne && digits.length() - last - 1 == 3 && !digits.startsWith("0")) {
        either.add(c);
      } else {
        decimals.add(c);
      }
    }

    boolean allWhole() {
      return decimals.isEmpty() && groupings.isEmpty() && either.isEmpty();
    }

    char decimal(List<String> unsure) {
      if (decimals.size() > 1) {
        unsure.add("the decimal sign: amounts have both a point and a comma for it");
        return '.';
      }
      if (!decimals.isEmpty()) {
        return decimals.iterator().next();
      }
      if (!either.isEmpty()) {
        unsure.add("whether 1.234 or 1,234 has decimals or is above one thousand");
      }
      return groupings.contains('.') ? ',' : '.';
    }

    @Nullable Character grouping() {
      Set<Character> all = new LinkedHashSet<>(groupings);
      if (!decimals.isEmpty()) {
        all.addAll(either);
      }
      all.removeAll(decimals);
      return all.isEmpty() ? null : all.contains('\u2019') ? '\'' : all.iterator().next();
    }

    Sign sign(List<String> unsure) {
      if (negatives == 0) {
        return Sign.REJECT;
      }
      if (others > 0) {
        unsure.add("the sign: some amounts are negative and some are not (see amounts.sign)");
        return Sign.REJECT;
      }
      return Sign.NEGATIVE;
    }
  }
}
