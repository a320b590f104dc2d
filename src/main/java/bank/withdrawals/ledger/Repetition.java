package bank.withdrawals.ledger;

import java.time.Instant;

/**
 * The latest file whose bytes are those of a complete run. Nothing is debited for it.
 *
 * @param runId the run that it repeats
 * @param name the name of the file that came, without its folder
 * @param seenAt when a run found it
 * @param times how often the bytes have come since the run was complete
 */
public record Repetition(long runId, String name, Instant seenAt, long times) {}
