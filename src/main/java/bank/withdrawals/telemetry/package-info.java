/** What a platform learns about the job: log fields, metrics and the notification hook. */
@NullMarked
package bank.withdrawals.telemetry;

import org.jspecify.annotations.NullMarked;
