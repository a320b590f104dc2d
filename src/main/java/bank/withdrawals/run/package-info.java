/** Starts, resumes and lists runs. */
@NullMarked
package bank.withdrawals.run;

import org.jspecify.annotations.NullMarked;
