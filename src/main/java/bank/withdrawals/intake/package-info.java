/**
 * From dropped file to rows: inbox, control file, whole-file inspection, the restartable CSV
 * reader.
 */
@NullMarked
package bank.withdrawals.intake;

import org.jspecify.annotations.NullMarked;
