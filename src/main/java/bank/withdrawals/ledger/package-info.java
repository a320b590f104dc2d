/** Where money moves: a chunk of requests in, decisions out, in one database transaction. */
@NullMarked
package bank.withdrawals.ledger;

import org.jspecify.annotations.NullMarked;
