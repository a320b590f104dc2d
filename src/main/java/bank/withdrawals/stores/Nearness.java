package bank.withdrawals.stores;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/** Which setting a misspelt name means. Names are compared by their letters. */
final class Nearness {

  private static final Pattern GROUP =
      Pattern.compile("spring(datasource|flyway|kafka)|withdrawals");

  /** So many letters of a name may be wrong if nothing else is certain about it. */
  private static final int MOST_EDITS = 3;

  private static final int EDITS_OF_OWN = 2;
  private static final int LEAST_LETTERS = 4;
  private static final int CERTAIN_END = 3;

  private Nearness() {}

  /**
   * The variable of the known setting that is closest to a name which begins as those of a store.
   * The name is refused anyway, so a guess may be bold: one of the names begins or ends with the
   * other, or a third of the letters is wrong.
   *
   * @return null if none is close
   */
  static @Nullable String ofStore(String letters, Map<String, String> known) {
    return closest(letters, known, false);
  }

  /** As {@link #ofStore}, but a name that is not close is no reason to refuse anything. */
  static @Nullable String ofOwn(String letters, Map<String, String> known) {
    return closest(letters, known, true);
  }

  private static @Nullable String closest(
      String letters, Map<String, String> known, boolean careful) {
    String group = group(letters);
    String rest = letters.substring(group.length());
    String closest = null;
    int fewest = Integer.MAX_VALUE;
    for (Map.Entry<String, String> entry : known.entrySet()) {
      if (entry.getKey().startsWith(group)) {
        int edits = edits(rest, entry.getKey().substring(group.length()), careful);
        // Of two that are equally close, always the same one.
        if (edits < fewest
            || (edits == fewest && closest != null && entry.getValue().compareTo(closest) < 0)) {
          closest = entry.getValue();
          fewest = edits;
        }
      }
    }
    return closest == null ? null : GivenSettings.variable(closest);
  }

  private static String group(String letters) {
    Matcher group = GROUP.matcher(letters);
    return group.lookingAt() ? group.group() : "";
  }

  private static int edits(String given, String known, boolean careful) {
    String shorter = given.length() < known.length() ? given : known;
    String longer = shorter.equals(given) ? known : given;
    if ((longer.startsWith(shorter) || longer.endsWith(shorter))
        && shorter.length() >= (careful ? LEAST_LETTERS : CERTAIN_END)
        && (!careful || 2 * shorter.length() >= longer.length())) {
      return longer.length() - shorter.length();
    }
    int most = Math.max(1, careful ? Math.min(given.length() / 4, MOST_EDITS) : given.length() / 3);
    return distance(given, known, most);
  }

  /**
   * The address or the login of a store that is meant by a name with a misspelt beginning or end.
   *
   * @param stores by their letters
   * @return the letters of the one that is meant; null if none is close
   */
  static @Nullable String misspeltStore(String letters, Map<String, String> stores) {
    return misspelt(letters, stores, MOST_EDITS);
  }

  /**
   * As {@link #misspeltStore}, for a setting of this program.
   *
   * @return the variable that is meant; null if none is close
   */
  static @Nullable String misspeltOwn(String letters, Map<String, String> own) {
    String meant = misspelt(letters, own, EDITS_OF_OWN);
    return meant == null ? null : GivenSettings.variable(own.getOrDefault(meant, ""));
  }

  private static @Nullable String misspelt(String letters, Map<String, String> known, int most) {
    String closest = null;
    int fewest = Integer.MAX_VALUE;
    for (String right : known.keySet()) {
      if (letters.startsWith(right.substring(0, CERTAIN_END))
          || letters.endsWith(right.substring(right.length() - CERTAIN_END))) {
        int edits = distance(letters, right, most);
        if (edits < fewest) {
          closest = right;
          fewest = edits;
        }
      }
    }
    return closest;
  }

  /** How many letters differ; the largest number if more than {@code most} do. */
  private static int distance(String one, String other, int most) {
    if (Math.abs(one.length() - other.length()) > most) {
      return Integer.MAX_VALUE;
    }
    int edits = new LevenshteinDistance(most).apply(one, other);
    return edits < 0 ? Integer.MAX_VALUE : edits;
  }
}
