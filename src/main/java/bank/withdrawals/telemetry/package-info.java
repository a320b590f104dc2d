/** What a platform is told of the job beside its results: the fields of log lines, and metrics. */
@NullMarked
package bank.withdrawals.telemetry;

import org.jspecify.annotations.NullMarked;
