/** The Kafka clients: their address, their settings, and what their failures mean. */
@NullMarked
package bank.withdrawals.kafka;

import org.jspecify.annotations.NullMarked;
