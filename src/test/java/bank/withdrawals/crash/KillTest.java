package bank.withdrawals.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KillTest {

  private static final int SEEDS = 5_000;

  /** Otherwise the kill never strikes, and the crash harness fails with this seed. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 100})
  void aKillAfterARecoveryFollowsOneThatLeavesARunToRecover(int kills) {
    int recoveries = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      for (int part = 0; part < 2; part++) {
        List<Kill> plan = Kill.plan(seed, kills, part);
        assertThat(plan).hasSize(kills);
        for (int i = 0; i < kills; i++) {
          if (plan.get(i).seam() == Seam.RECOVERED) {
            recoveries++;
            assertThat(i).as("seed %d", seed).isPositive();
            assertThat(plan.get(i - 1).leavesAKilledRun()).as("seed %d", seed).isTrue();
          }
        }
      }
    }
    assertThat(recoveries > 0).as("recoveries").isEqualTo(kills > 1);
  }
}
