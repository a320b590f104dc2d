/** CSV as bytes and text: scans records and cells, writes lines, guards against formulas. */
@NullMarked
package bank.withdrawals.csv;

import org.jspecify.annotations.NullMarked;
