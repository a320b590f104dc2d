package bank.withdrawals.domain;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * The sum of an account's debits on one day.
 *
 * @param day the latest business date with a debit
 * @param amount zero or more, in units of the account's currency
 */
public record DayTotal(LocalDate day, BigDecimal amount) {}
