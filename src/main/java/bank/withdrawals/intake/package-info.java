/**
 * From dropped file to rows: inbox, control file, inspection of the whole file, restartable reader.
 */
@NullMarked
package bank.withdrawals.intake;

import org.jspecify.annotations.NullMarked;
