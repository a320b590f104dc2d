package bank.withdrawals.outbox;

import bank.withdrawals.kafka.OpenTransaction;

/**
 * A transaction of a publisher that is open in a topic partition, although its coordinator has
 * completed it. Nothing will complete it there, and a {@code read_committed} consumer never gets
 * past it.
 *
 * @param publisher the transactional id; if that has another producer id by now, the source of the
 *     transaction's first event
 */
record HangingTransaction(String publisher, OpenTransaction open) {}
