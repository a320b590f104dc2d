/** How the program writes files. */
@NullMarked
package bank.withdrawals.files;

import org.jspecify.annotations.NullMarked;
