package bank.withdrawals.intake;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is in the inbox. Both lists are sorted by name.
 *
 * @param ready complete input files, to be inspected now
 * @param unprocessed everything else, with the reason
 * @param states the attributes of the input files when they were judged
 */
public record InboxListing(
    List<Path> ready, List<Unprocessed> unprocessed, Map<Path, FileState> states) {

  /** Copies the lists. */
  public InboxListing {
    ready = List.copyOf(ready);
    unprocessed = List.copyOf(unprocessed);
    states = Map.copyOf(states);
  }
}
