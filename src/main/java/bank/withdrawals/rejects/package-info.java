/** The error file, which contains the rejected rows. */
@NullMarked
package bank.withdrawals.rejects;

import org.jspecify.annotations.NullMarked;
