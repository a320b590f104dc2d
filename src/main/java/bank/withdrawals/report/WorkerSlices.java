package bank.withdrawals.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a worker has done of a run. A slice that several workers executed counts for the last one.
 *
 * @param worker its name
 * @param executed the slices that it executes now, if the run is under way
 * @param debited how many slices it has debited
 * @param published how many slices it has published
 * @param rows how many rows of its slices are debited or rejected
 */
public record WorkerSlices(
    String worker, List<HandedOutSlice> executed, long debited, long published, long rows) {

  private static final String PUBLISH = "publish";

  /**
   * What each worker has done of these slices, by name; a slice that nobody has begun is left out.
   */
  public static List<WorkerSlices> of(List<HandedOutSlice> slices) {
    SortedMap<String, List<HandedOutSlice>> byWorker = new TreeMap<>();
    slices.stream()
        .filter(slice -> !slice.worker().isEmpty())
        .forEach(
            slice ->
                byWorker.computeIfAbsent(slice.worker(), worker -> new ArrayList<>()).add(slice));
    return byWorker.entrySet().stream().map(entry -> of(entry.getKey(), entry.getValue())).toList();
  }

  private static WorkerSlices of(String worker, List<HandedOutSlice> slices) {
    return new WorkerSlices(
        worker,
        slices.stream().filter(slice -> slice.state() == HandedOutSlice.State.EXECUTED).toList(),
        slices.stream().filter(slice -> isComplete(slice) && !isPublished(slice)).count(),
        slices.stream().filter(slice -> isComplete(slice) && isPublished(slice)).count(),
        slices.stream().filter(slice -> !isPublished(slice)).mapToLong(HandedOutSlice::rows).sum());
  }

  private static boolean isComplete(HandedOutSlice slice) {
    return slice.state() == HandedOutSlice.State.COMPLETE;
  }

  private static boolean isPublished(HandedOutSlice slice) {
    return slice.step().equals(PUBLISH);
  }

  /** How many of these slices wait for a worker, if their run is under way. */
  public static long waiting(List<HandedOutSlice> slices) {
    return slices.stream().filter(slice -> slice.state() == HandedOutSlice.State.WAITING).count();
  }
}
