package bank.withdrawals.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.ledger.Installation;
import bank.withdrawals.ledger.RunSlice;
import org.junit.jupiter.api.Test;

class PublisherNameTest {

  private static final Installation.Identity OURS = new Installation.Identity("3f9ac01b22d4", 0);
  private static final long RUN = 20261126213000123L;
  private static final RunSlice SLICE = new RunSlice(RUN, 2, 51, 100);

  @Test
  void namesOfASliceDifferByInstallationAndByRestores() {
    assertThat(PublisherName.of(OURS, SLICE))
        .isEqualTo("withdrawals-publisher-3f9ac01b22d4-0-20261126213000123-2");
    String resent = PublisherName.of(OURS, SLICE) + PublisherName.RESENT;
    assertThat(PublisherName.parse(resent)).contains(new PublisherName(OURS.id(), 0, RUN, 2));
    assertThat(PublisherName.runIdOf(OURS, PublisherName.of(OURS, SLICE))).hasValue(RUN);
    for (Installation.Identity other :
        new Installation.Identity[] {
          new Installation.Identity("4f9ac01b22d4", 0), new Installation.Identity(OURS.id(), 1)
        }) {
      assertThat(PublisherName.of(other, SLICE)).isNotEqualTo(PublisherName.of(OURS, SLICE));
      assertThat(PublisherName.runIdOf(OURS, PublisherName.of(other, SLICE))).isEmpty();
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
          PublisherName.PREFIX + "3f9ac01b22d4-0-" + RUN,
          PublisherName.PREFIX + "3f9ac01b22d4-0-99999999999999999999-1",
          PublisherName.PREFIX + "3f9ac01b22d4-0-" + RUN + "-9999999999"
        }) {
      assertThat(PublisherName.parse(other)).as(other).isEmpty();
    }
  }
}
