package bank.withdrawals.withdrawal;

/** A row after the rules that need no account: a well-formed request, or already a rejection. */
public sealed interface Screened permits WithdrawalRequest, Rejected {}
