/** The vocabulary of a withdrawal and its pure rules. It uses nothing but the JDK. */
@NullMarked
package bank.withdrawals.domain;

import org.jspecify.annotations.NullMarked;
