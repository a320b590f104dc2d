package bank.withdrawals.outbox;

import bank.withdrawals.ledger.Installation;
import bank.withdrawals.ledger.RunSlice;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a slice's publisher: {@code withdrawals-publisher-INSTALLATION-RESTORES-RUN-SLICE}.
 * It is a transactional id and the id of a consumer group.
 *
 * @param restores after how many restores the slice is published
 * @param slice its number in its run, from 1
 */
record PublisherName(String installation, int restores, long runId, int slice) {

  /** The beginning of all names, of every installation, for rights in Kafka. */
  static final String PREFIX = "withdrawals-publisher-";

  /**
   * The end of the id of a slice's second consumer group, for parked events that are sent again.
   */
  static final String RESENT = "-resent";

  private static final Pattern FORM =
      Pattern.compile(PREFIX + "(\\w+)-(\\d{1,9})-(\\d{1,18})-(\\d{1,9})(?:" + RESENT + ")?");

  /** The name of the publisher of a slice. */
  static String of(Installation.Identity installation, RunSlice slice) {
    return new PublisherName(
            installation.id(), installation.restores(), slice.runId(), slice.number())
        .toString();
  }

  /** The parts of a name; empty if it is not the name of a publisher. */
  static Optional<PublisherName> parse(String name) {
    Matcher matcher = FORM.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new PublisherName(
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                Integer.parseInt(matcher.group(4))))
        : Optional.empty();
  }

  /** The run of a name; empty if it is not the name of a publisher of this installation. */
  static OptionalLong runIdOf(Installation.Identity installation, String name) {
    return parse(name)
        .filter(parts -> parts.installation().equals(installation.id()))
        .filter(parts -> parts.restores() == installation.restores())
        .map(parts -> OptionalLong.of(parts.runId()))
        .orElseGet(OptionalLong::empty);
  }

  /** The name itself. */
  @Override
  public String toString() {
    return PREFIX + installation + "-" + restores + "-" + runId + "-" + slice;
  }
}
