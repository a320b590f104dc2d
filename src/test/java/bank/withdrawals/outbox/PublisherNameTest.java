package bank.withdrawals.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.ledger.Installation;
import org.junit.jupiter.api.Test;

class PublisherNameTest {

  private static final Installation.Identity OURS = new Installation.Identity("3f9ac01b22d4", 0);
  private static final long RUN = 20261126213000123L;

  @Test
  void namesOfARunDifferByInstallationAndByRestores() {
    assertThat(PublisherName.of(OURS, RUN))
        .isEqualTo("withdrawals-publisher-3f9ac01b22d4-0-20261126213000123");
    assertThat(PublisherName.runIdOf(OURS, PublisherName.of(OURS, RUN))).hasValue(RUN);
    for (Installation.Identity other :
        new Installation.Identity[] {
          new Installation.Identity("4f9ac01b22d4", 0), new Installation.Identity(OURS.id(), 1)
        }) {
      assertThat(PublisherName.of(other, RUN)).isNotEqualTo(PublisherName.of(OURS, RUN));
      assertThat(PublisherName.runIdOf(OURS, PublisherName.of(other, RUN))).isEmpty();
    }
  }

  @Test
  void anotherNameIsNoPublisher() {
    for (String other :
        new String[] {
          "",
          "consumers",
          PublisherName.PREFIX,
          PublisherName.PREFIX + RUN,
          PublisherName.PREFIX + "3f9ac01b22d4-0-",
          PublisherName.PREFIX + "3f9ac01b22d4-0-99999999999999999999"
        }) {
      assertThat(PublisherName.parse(other)).as(other).isEmpty();
    }
  }
}
