/** Compares accounts, journal, rejections, files and events with each other. */
@NullMarked
package bank.withdrawals.reconciliation;

import org.jspecify.annotations.NullMarked;
