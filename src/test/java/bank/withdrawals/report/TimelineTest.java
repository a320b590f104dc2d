package bank.withdrawals.report;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.report.HandedOutSlice.State;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where the bars of slices are; a drawing is 640 units wide. */
class TimelineTest {

  private static final Instant NOON = Instant.parse("2030-01-02T12:00:00Z");

  @Test
  void aLaneIsAWorkerAndABarIsASlice() {
    Timeline timeline =
        Timeline.of(
                List.of(
                    slice("debit", 1, "b", 0, 40),
                    slice("debit", 2, "a", 20, 60),
                    slice("publish", 1, "b", 60, 80)))
            .orElseThrow();
    assertThat(List.of(timeline.from(), timeline.to())).containsExactly("12:00:00", "12:01:20");
    assertThat(timeline.description())
        .isEqualTo(
            "a debited 1 slice and published 0 slices. b debited 1 slice and published 1 slice.");
    assertThat(timeline.lanes())
        .containsExactly(
            new Timeline.Lane(
                "a",
                14,
                List.of(
                    new Timeline.Bar(
                        "debited",
                        "160.00",
                        20,
                        "320.00",
                        "debit, slice 2: from 12:00:20 UTC to 12:01:00, 1,000 rows"))),
            new Timeline.Lane(
                "b",
                58,
                List.of(
                    new Timeline.Bar(
                        "debited",
                        "0.00",
                        64,
                        "320.00",
                        "debit, slice 1: from 12:00:00 UTC to 12:00:40, 1,000 rows"),
                    new Timeline.Bar(
                        "published",
                        "480.00",
                        64,
                        "160.00",
                        "publish, slice 1: from 12:01:00 UTC to 12:01:20, 1,000 events"))));
    assertThat(timeline.bottom()).isEqualTo(88);
  }

  @Test
  void slicesThatAreExecutedAtOnceAreBelowEachOther() {
    Timeline timeline =
        Timeline.of(
                List.of(
                    slice("debit", 1, "a", 0, 40),
                    slice("debit", 2, "a", 10, 20),
                    slice("debit", 3, "a", 20, 60),
                    slice("debit", 4, "a", 40, 80)))
            .orElseThrow();
    assertThat(timeline.lanes().get(0).bars())
        .extracting(Timeline.Bar::y)
        .containsExactly(20, 36, 36, 20);
  }

  @Test
  void aBarWithoutAnEndReachesToTheRightAndAShortOneCanBeSeen() {
    Timeline timeline =
        Timeline.of(
                List.of(
                    slice("debit", 1, "a", 0, 40),
                    slice("debit", 2, "b", 20, null),
                    slice("debit", 3, "c", 40, 40)))
            .orElseThrow();
    assertThat(timeline.lanes())
        .flatExtracting(Timeline.Lane::bars)
        .extracting(bar -> bar.x() + " " + bar.width())
        .containsExactly("0.00 640.00", "320.00 320.00", "638.00 2.00");
    assertThat(timeline.lanes().get(1).bars().get(0).title())
        .isEqualTo("debit, slice 2: from 12:00:20 UTC to an unknown end, 1,000 rows, not complete");
  }

  @Test
  void withoutAWorkerThereIsNoTimeline() {
    assertThat(Timeline.of(List.of())).isEmpty();
    assertThat(
            Timeline.of(List.of(new HandedOutSlice("debit", 1, "", State.WAITING, 0, null, null))))
        .isEmpty();
  }

  @Test
  void aMomentIsWideEnoughToDivideBy() {
    assertThat(Timeline.of(List.of(slice("debit", 1, "a", 5, 5))).orElseThrow().lanes())
        .flatExtracting(Timeline.Lane::bars)
        .extracting(Timeline.Bar::x)
        .containsExactly("0.00");
  }

  private static HandedOutSlice slice(
      String step, int slice, String worker, int start, @Nullable Integer end) {
    return new HandedOutSlice(
        step,
        slice,
        worker,
        end == null ? State.WAITING : State.COMPLETE,
        1_000,
        NOON.plusSeconds(start),
        end == null ? null : NOON.plusSeconds(end));
  }
}
