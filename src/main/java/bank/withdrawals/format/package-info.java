/** Formats: how the bytes of a sender's file become rows. */
@NullMarked
package bank.withdrawals.format;

import org.jspecify.annotations.NullMarked;
