/** Compares balances, journal, rejections and events with each other. */
@NullMarked
package bank.withdrawals.reconciliation;

import org.jspecify.annotations.NullMarked;
