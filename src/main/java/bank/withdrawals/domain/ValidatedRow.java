package bank.withdrawals.domain;

/** The result of {@link Rules#validate}: a well-formed request or a rejection. */
public sealed interface ValidatedRow permits WithdrawalRequest, Rejected {}
