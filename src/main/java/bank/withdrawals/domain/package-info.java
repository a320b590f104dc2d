/** The vocabulary of a withdrawal and its pure rules; depends on the JDK alone. */
@NullMarked
package bank.withdrawals.domain;

import org.jspecify.annotations.NullMarked;
