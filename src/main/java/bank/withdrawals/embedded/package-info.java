/** The embedded stores for a laptop: HSQLDB and a Kafka broker. */
@NullMarked
package bank.withdrawals.embedded;

import org.jspecify.annotations.NullMarked;
