package bank.withdrawals.run;

import bank.withdrawals.job.StepProgress;
import bank.withdrawals.report.HandedOutSlice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is that another process executes.
 *
 * @param step its current step; null if that does not work through the file
 * @param slices the slices that were handed out to workers, debit first, in order
 */
public record RunProgress(@Nullable StepProgress step, List<HandedOutSlice> slices) {}
