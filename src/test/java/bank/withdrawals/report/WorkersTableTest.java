package bank.withdrawals.report;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.report.HandedOutSlice.State;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkersTableTest {

  private static final Instant NOON = Instant.parse("2030-01-02T12:00:00Z");

  private static final List<HandedOutSlice> SLICES =
      List.of(
          slice("debit", 1, "node-a 4711", State.COMPLETE, 50_000),
          slice("debit", 2, "node-b 12", State.COMPLETE, 50_001),
          slice("debit", 3, "node-a 4711", State.EXECUTED, 12_000),
          slice("debit", 4, "node-b 12", State.WAITING, 5_000),
          slice("debit", 5, "", State.WAITING, 0),
          slice("debit", 7, "node-a 4711", State.EXECUTED, 0));

  @Test
  void aRunThatIsUnderWayShowsWhatIsExecutedAndWhatWaits() {
    assertThat(WorkersTable.lines(SLICES, true))
        .containsExactly(
            "Slices by worker  Executes    Debited  Published    Rows",
            "node-a 4711       debit 3, 7        1          0  62,000",
            "node-b 12         -                 1          0  55,001",
            "2 slices wait for a worker.");
  }

  @Test
  void aRunThatHasEndedShowsHowManySlicesEachWorkerHasDone() {
    List<HandedOutSlice> done =
        List.of(
            slice("debit", 1, "a", State.COMPLETE, 10),
            slice("debit", 2, "b", State.EXECUTED, 20),
            slice("publish", 1, "b", State.COMPLETE, 9));
    assertThat(WorkersTable.lines(done, false))
        .containsExactly(
            "Slices by worker  Debited  Published  Rows",
            "a                       1          0    10",
            "b                       0          1    20");
  }

  @Test
  void beforeAWorkerBeginsOnlyTheWaitingSlicesShow() {
    assertThat(WorkersTable.lines(List.of(slice("debit", 1, "", State.WAITING, 0)), true))
        .containsExactly("1 slice waits for a worker.");
    assertThat(WorkersTable.lines(List.of(), true)).isEmpty();
  }

  @Test
  void aLongNameLosesItsBeginning() {
    String name = "withdrawals-worker-of-the-north-7c9f5d6b8-abcde 1";
    assertThat(WorkersTable.lines(List.of(slice("debit", 1, name, State.COMPLETE, 1)), false))
        .element(1)
        .asString()
        .startsWith("…f-the-north-7c9f5d6b8-abcde 1 ");
  }

  static HandedOutSlice slice(String step, int slice, String worker, State state, long rows) {
    @Nullable Instant begin = worker.isEmpty() ? null : NOON.plusSeconds(slice);
    return new HandedOutSlice(
        step,
        slice,
        worker,
        state,
        rows,
        begin,
        begin == null || state == State.EXECUTED ? null : begin.plusSeconds(10));
  }
}
