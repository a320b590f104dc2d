/** What the commands share to print, ask and report progress. */
@NullMarked
package bank.withdrawals.console;

import org.jspecify.annotations.NullMarked;
