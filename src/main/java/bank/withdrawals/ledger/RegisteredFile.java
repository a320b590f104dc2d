package bank.withdrawals.ledger;

import bank.withdrawals.domain.ControlTotal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * An accepted file: a row of the table {@code input_file}.
 *
 * @param runId the run that processes it
 * @param sha256 of its bytes, 64 hex digits
 * @param content of its bytes and its format; it identifies the run
 * @param name without a path
 * @param bytes its size
 * @param rows the control total of its rows, without the header
 * @param receivedAt when it was accepted
 * @param businessDate the day for which its debits count, whenever they are made
 * @param rejectEvents whether its rejections have events too
 * @param recipe how its work file was made
 * @param blankRows how many rows without content it has; they are not among {@code rows}
 */
public record RegisteredFile(
    long runId,
    String sha256,
    String content,
    String name,
    long bytes,
    ControlTotal rows,
    Instant receivedAt,
    LocalDate businessDate,
    boolean rejectEvents,
    WorkFileRecipe recipe,
    long blankRows) {}
