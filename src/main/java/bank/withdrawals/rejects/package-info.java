/** The error file of rejected rows. */
@NullMarked
package bank.withdrawals.rejects;

import org.jspecify.annotations.NullMarked;
