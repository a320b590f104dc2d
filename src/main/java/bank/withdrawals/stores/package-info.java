/** Which database and which broker a command uses, and how they are opened. */
@NullMarked
package bank.withdrawals.stores;

import org.jspecify.annotations.NullMarked;
