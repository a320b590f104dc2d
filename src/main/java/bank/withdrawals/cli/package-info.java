/**
 * The command line: one class for each command, the options that {@code run} and {@code publish}
 * share, and the backend that starts only the stores that a command needs.
 */
@NullMarked
package bank.withdrawals.cli;

import org.jspecify.annotations.NullMarked;
