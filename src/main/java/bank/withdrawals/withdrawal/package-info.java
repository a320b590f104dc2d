/** The vocabulary of a withdrawal and its pure rules; depends on the JDK alone. */
@NullMarked
package bank.withdrawals.withdrawal;

import org.jspecify.annotations.NullMarked;
