package bank.withdrawals.ledger;

import bank.withdrawals.domain.ControlTotal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * An accepted file, as the table {@code input_file} has it.
 *
 * @param runId the run that processes it
 * @param sha256 of its bytes, 64 hex digits
 * @param name without a path
 * @param bytes its size
 * @param rows its rows, the header not counted, and the sum of their amounts that can be read
 * @param receivedAt when it was accepted
 * @param businessDate the day for which its debits count, whenever they are made
 * @param rejectEvents whether its rejections have events too
 * @param publishedThrough the last line whose event is known to be published; 0 if there is none
 */
public record RegisteredFile(
    long runId,
    String sha256,
    String name,
    long bytes,
    ControlTotal rows,
    Instant receivedAt,
    LocalDate businessDate,
    boolean rejectEvents,
    long publishedThrough) {}
