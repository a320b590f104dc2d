/** What a run did, for people and machines. */
@NullMarked
package bank.withdrawals.report;

import org.jspecify.annotations.NullMarked;
