/** From journal to Kafka: every debit's event exactly once. */
@NullMarked
package bank.withdrawals.outbox;

import org.jspecify.annotations.NullMarked;
