package bank.withdrawals.job;

/**
 * How far a step is.
 *
 * @param step the name of the step
 * @param unit what is counted: {@code rows} or {@code events}
 * @param done how many are done, of {@code total}
 */
public record StepProgress(String step, String unit, long done, long total) {}
