/** The result of a run: totals, status and exit code, as a table, JSON, HTML pages and export. */
@NullMarked
package bank.withdrawals.report;

import org.jspecify.annotations.NullMarked;
