package bank.withdrawals.cli;

import bank.withdrawals.console.CommandFailedException;
import java.util.Optional;

/** Runs that a caller names. */
final class RunNumbers {

  private RunNumbers() {}

  static <T> T require(Optional<T> found, long run) {
    return found.orElseThrow(
        () ->
            new CommandFailedException(
                "There is no run %d; `status` lists the runs there are.".formatted(run)));
  }
}
