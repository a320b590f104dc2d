package bank.withdrawals.intake;

import java.util.Collection;
import java.util.Map;

/** Looks account numbers up. */
@FunctionalInterface
public interface AccountResolver {

  /**
   * The ids of the accounts with these numbers.
   *
   * @param numbers distinct numbers in the normal form of {@link
   *     bank.withdrawals.domain.AccountNumber}, not many more than 1,000
   * @return ids by number, without the numbers that no account has
   */
  Map<String, Long> resolve(Collection<String> numbers);
}
