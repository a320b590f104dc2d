/** Sharing a run with other machines: the manager hands out slices, workers execute them. */
@NullMarked
package bank.withdrawals.remote;

import org.jspecify.annotations.NullMarked;
