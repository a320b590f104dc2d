/** The batch job: its steps in order of execution, and the runs that it has executed. */
@NullMarked
package bank.withdrawals.job;

import org.jspecify.annotations.NullMarked;
