/** Maker-checker: a second person approves a file before it is debited. */
@NullMarked
package bank.withdrawals.approval;

import org.jspecify.annotations.NullMarked;
