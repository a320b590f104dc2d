/** One class a command, and the exit codes. */
@NullMarked
package bank.withdrawals.cli;

import org.jspecify.annotations.NullMarked;
