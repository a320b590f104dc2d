package bank.withdrawals.stores;

import bank.withdrawals.files.Printable;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Letters that the path of the home must not have, because a library takes them for something else:
 * it would fail at start, or write next to the home.
 */
final class HomeLetters {

  private static final List<Rule> RULES =
      List.of(
          new Rule("[{}]|:-", "which is part of a placeholder in the log's path", null),
          new Rule("%", "which stands for a date or a number in the log's path", null),
          new Rule(";", "which ends the path of the embedded database", StoreKind.DATABASE),
          new Rule(",", "which ends the path of the embedded broker", StoreKind.BROKER));

  private HomeLetters() {}

  /**
   * What a library takes letters for.
   *
   * @param store the store that it concerns if it is embedded; null: every command
   */
  private record Rule(Pattern letters, String meaning, @Nullable StoreKind store) {

    Rule(String letters, String meaning, @Nullable StoreKind store) {
      this(Pattern.compile(letters), meaning, store);
    }
  }

  /**
   * Why a home cannot be used: a sentence with the remedy. Empty if it can be.
   *
   * @param root the path of the home
   * @param isEmbedded whether the command uses an embedded store of a kind
   */
  static Optional<String> refusal(String root, Predicate<StoreKind> isEmbedded) {
    for (Rule rule : RULES) {
      Matcher letter = rule.letters().matcher(root);
      if (letter.find() && (rule.store() == null || isEmbedded.test(rule.store()))) {
        return Optional.of(
            "WITHDRAWALS_HOME is %s, with `%s`, %s: choose a path without it. Nothing was done."
                .formatted(
                    Printable.shortened(root, root.length()), letter.group(), rule.meaning()));
      }
    }
    return Optional.empty();
  }
}
