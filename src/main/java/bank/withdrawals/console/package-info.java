/**
 * What the commands share to print: tables, sentences, JSON, progress, and errors for standard
 * error. Commands themselves live in {@code cli}.
 */
@NullMarked
package bank.withdrawals.console;

import org.jspecify.annotations.NullMarked;
