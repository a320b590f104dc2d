/** Publishes the events of decided rows to Kafka, each exactly once, and reads them back. */
@NullMarked
package bank.withdrawals.outbox;

import org.jspecify.annotations.NullMarked;
