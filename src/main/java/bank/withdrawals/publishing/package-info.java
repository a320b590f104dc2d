/** From journal to Kafka: every debit's event exactly once. */
@NullMarked
package bank.withdrawals.publishing;

import org.jspecify.annotations.NullMarked;
