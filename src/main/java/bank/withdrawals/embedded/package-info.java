/** HSQLDB and a Kafka broker for a laptop. */
@NullMarked
package bank.withdrawals.embedded;

import org.jspecify.annotations.NullMarked;
