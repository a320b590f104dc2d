/** The run lock: one run at a time per database. */
@NullMarked
package bank.withdrawals.lock;

import org.jspecify.annotations.NullMarked;
