package bank.withdrawals.domain;

/** A row after the rules that need no account: a well-formed request, or already a rejection. */
public sealed interface ValidatedRow permits WithdrawalRequest, Rejected {}
