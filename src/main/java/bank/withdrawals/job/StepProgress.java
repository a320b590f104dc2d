package bank.withdrawals.job;

/**
 * How far a step has come.
 *
 * @param unit what is counted: rows are decided, lines of the file are published
 * @param done of {@code total}
 */
public record StepProgress(String step, String unit, long done, long total) {}
