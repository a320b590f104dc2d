/** The withdrawals job, its steps in the order they run, and who may run it. */
@NullMarked
package bank.withdrawals.job;

import org.jspecify.annotations.NullMarked;
