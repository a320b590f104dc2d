/** Where the program keeps its files, and how it writes and names them. */
@NullMarked
package bank.withdrawals.files;

import org.jspecify.annotations.NullMarked;
