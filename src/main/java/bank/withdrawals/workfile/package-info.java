/** The work file: the rows of a run in the order of accounts, in slices. */
@NullMarked
package bank.withdrawals.workfile;

import org.jspecify.annotations.NullMarked;
