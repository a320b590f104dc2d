package bank.withdrawals.run;

import bank.withdrawals.files.Printable;
import bank.withdrawals.intake.Inbox;
import bank.withdrawals.intake.InboxListing;
import bank.withdrawals.intake.Unprocessed;
import bank.withdrawals.intake.Unprocessed.Reason;
import bank.withdrawals.job.FailureSentence;
import bank.withdrawals.job.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes the input files of one listing of the inbox, one by one:
 *
 * <ol>
 *   <li>A file that was changed since it was listed, and is not complete now, is left.
 *   <li>A file whose end is missing is left, or refused if it was left for too long. Only if its
 *       content was run before, because `run FILE` accepted it, is it treated as any other.
 *   <li>Any other file runs.
 * </ol>
 */
final class InboxRun {

  private static final Logger log = LoggerFactory.getLogger(InboxRun.class);

  private final FileRunner runner;
  private final Inbox inbox;
  private final InboxListing listing;
  private final RunOptions options;
  private final Map<Path, Unprocessed> withoutEnd = new HashMap<>();
  private final List<Unprocessed> left = new ArrayList<>();

  InboxRun(FileRunner runner, Inbox inbox, InboxListing listing, RunOptions options) {
    this.runner = runner;
    this.inbox = inbox;
    this.listing = listing;
    this.options = options;
    for (Unprocessed each : listing.unprocessed()) {
      if (each.reason() == Reason.INCOMPLETE || each.reason() == Reason.CUT_OFF) {
        withoutEnd.put(each.path(), each);
      } else {
        left.add(each);
      }
    }
  }

  /** The files to process, in the order of names. */
  List<Path> files() {
    return Stream.concat(listing.ready().stream(), withoutEnd.keySet().stream())
        .sorted(Inbox.ORDER)
        .toList();
  }

  /** What was not processed so far, sorted by name. */
  List<Unprocessed> left() {
    return left.stream().sorted(Comparator.comparing(Unprocessed::path, Inbox.ORDER)).toList();
  }

  /** One bad file must not keep the files behind it from being run, tonight and every night. */
  private static String unusable(Path file, IOException failure) {
    return "%s: it cannot be read or moved. %s"
        .formatted(Printable.name(file), Printable.text(FailureSentence.of(failure)));
  }

  /**
   * Processes one of the files.
   *
   * @return empty if it is left, or if its sender has removed it again
   */
  Optional<RunOutcome> process(Path file) {
    try {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        Optional<Unprocessed> changed = inbox.changedSince(listing, file);
        Unprocessed incomplete = changed.orElse(withoutEnd.get(file));
        Optional<String> unmovable = inbox.exit().unmovable(file);
        if (unmovable.isPresent()) {
          return Optional.of(runner.refuse(file, unmovable.get(), options));
        }
        if (incomplete == null || (changed.isEmpty() && runner.isKnown(file, options.format()))) {
          return Optional.of(runner.run(file, options));
        }
        if (incomplete.reason() == Reason.CUT_OFF) {
          return Optional.of(runner.refuse(file, incomplete.sentence(), options));
        }
        left.add(incomplete);
        return Optional.empty();
      }
    } catch (NoSuchFileException removed) {
      log.debug("Removed while it was read", removed);
    } catch (IOException failure) {
      log.debug("Not readable or not movable", failure);
      return Optional.of(runner.refuse(file, unusable(file, failure), options));
    }
    log.info("{} was removed from the inbox.", file.getFileName());
    return Optional.empty();
  }
}
