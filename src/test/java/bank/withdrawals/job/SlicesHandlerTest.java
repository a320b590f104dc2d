package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.test.MetaDataInstanceFactory;

class SlicesHandlerTest {

  /** The slice that fails or during which a signal arrives, and the slices that are executed. */
  @ParameterizedTest
  @CsvSource({"0, 0, 1 2 3, false", "2, 0, 1 2, true", "0, 2, 1 2, true", "0, 3, 1 2 3, false"})
  void slicesBeginInOrderUntilOneFailsOrASignalArrives(
      int failing, int signalled, String expected, boolean isIncomplete) throws Exception {
    GracefulShutdown shutdown = new GracefulShutdown();
    List<String> executed = new ArrayList<>();
    Step step =
        new Step() {
          @Override
          public String getName() {
            return "debit";
          }

          @Override
          public void execute(StepExecution slice) {
            int number = SlicePartitions.sliceOf(slice);
            executed.add(Integer.toString(number));
            slice.setStatus(number == failing ? BatchStatus.FAILED : BatchStatus.COMPLETED);
            if (number == signalled) {
              shutdown.stop();
            }
          }
        };
    StepExecution manager = execution("debit", 1);
    Set<StepExecution> slices = new LinkedHashSet<>();
    for (long number : List.of(3L, 1L, 2L)) {
      slices.add(execution("debit:000" + number, number));
    }
    new SlicesHandler(step, 3, 1, shutdown).doHandle(manager, slices);
    assertThat(String.join(" ", executed)).isEqualTo(expected);
    assertThat(manager.isTerminateOnly()).as("must not become COMPLETED").isEqualTo(isIncomplete);
  }

  private static StepExecution execution(String name, long id) {
    return MetaDataInstanceFactory.createStepExecution(name, id);
  }
}
