package bank.withdrawals.domain;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What was withdrawn from an account on one day.
 *
 * @param day the latest on which there was a withdrawal
 * @param amount zero or more, in units of the account's currency
 */
public record DayTotal(LocalDate day, BigDecimal amount) {}
