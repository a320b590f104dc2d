package bank.withdrawals.remote;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.job.SliceState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.batch.core.BatchStatus;

/** What is sent again at one look after the other. */
class HandoutTest {

  /**
   * Looks at one slice.
   *
   * @param looks each with the milliseconds since the first one and what is seen: {@code locked},
   *     or the status of a slice that is not locked
   * @param sent the looks after which it is sent again, by their times
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # It waits for a worker, and a request may be lost: again after 1, 5, 10, 20, 40, 60, 60 s.
          0 STARTING, 999 STARTING, 1000 STARTING, 5999 STARTING, 6000 STARTING   | 1000 6000
          0 STARTING, 1000 STARTING, 6000 STARTING, 15999 STARTING, 16000 STARTING | 1000 6000 16000
          # Its worker has died: a second after the lock is gone.
          0 locked, 20000 locked, 20020 STARTED, 21019 STARTED, 21020 STARTED     | 21020
          # It waited long before, and that does not count any more.
          0 STARTING, 1000 STARTING, 6000 STARTING, 7000 locked, 8000 STARTED, 9000 STARTED | 1000 6000 9000
          # A worker was stopped.
          0 locked, 100 STOPPED, 1100 STOPPED                                     | 1100
          # It has ended.
          0 locked, 100 COMPLETED, 5000 COMPLETED, 60000 COMPLETED                | ''
          0 locked, 100 FAILED, 5000 FAILED                                       | ''
          # Looks are rare.
          0 STARTING, 10000 STARTING, 20000 STARTING                              | 10000 20000
          """)
  void aSliceIsSentAgainIfItIsNeitherLockedNorAtItsEnd(String looks, String sent) {
    Handout handout = new Handout(Map.of(1, 7L));
    String due = "";
    for (String look : looks.split(", ", -1)) {
      String[] parts = look.strip().split(" ", -1);
      boolean locked = parts[1].equals("locked");
      BatchStatus status = locked ? BatchStatus.STARTED : BatchStatus.valueOf(parts[1]);
      long now = Duration.ofMillis(Long.parseLong(parts[0])).toNanos();
      Map<Long, SliceState> states = Map.of(7L, new SliceState(status, 0));
      if (!handout.due(states, locked ? Set.of(1) : Set.of(), now).isEmpty()) {
        due += parts[0] + " ";
      }
    }
    assertThat(due.strip()).isEqualTo(sent);
  }

  @Test
  void onlyTheFirstEightThatWaitAreSentAgainAtOneLook() {
    Map<Integer, Long> executions =
        IntStream.rangeClosed(1, 20).boxed().collect(Collectors.toMap(n -> n, n -> 100L + n));
    Handout handout = new Handout(executions);
    Map<Long, SliceState> states = new HashMap<>();
    executions.values().forEach(id -> states.put(id, new SliceState(BatchStatus.STARTING, 0)));
    states.put(101L, new SliceState(BatchStatus.COMPLETED, 5));
    Set<Integer> locked = Set.of(2, 3);
    long second = Duration.ofSeconds(1).toNanos();

    assertThat(handout.due(states, locked, 0)).isEmpty();
    List<Integer> first = List.of(4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(handout.due(states, locked, second)).isEqualTo(first);
    assertThat(handout.due(states, locked, 2 * second)).isEmpty();
    assertThat(handout.due(states, locked, 6 * second)).isEqualTo(first);
  }
}
