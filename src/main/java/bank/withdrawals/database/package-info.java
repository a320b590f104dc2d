/** The database as it is found: its schema, its migration, its connections and its failures. */
@NullMarked
package bank.withdrawals.database;

import org.jspecify.annotations.NullMarked;
