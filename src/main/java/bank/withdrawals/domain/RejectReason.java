package bank.withdrawals.domain;

/**
 * Why a withdrawal was not made, in order of precedence: where several apply, the first is given.
 *
 * <p>The names are part of the file, table and JSON formats; renaming one breaks readers.
 */
public enum RejectReason {
  /** The record has not as many cells as the header. */
  MALFORMED_ROW,
  /** The request id is longer than 64 characters or has one that is not allowed. */
  INVALID_REQUEST_ID,
  /** The account id is not a whole number of up to 18 digits. */
  INVALID_ACCOUNT_ID,
  /** The amount is not a plain decimal above zero, or finer than its currency. */
  INVALID_AMOUNT,
  /** The currency is not an ISO 4217 code with a minor unit. */
  INVALID_CURRENCY,
  /** This very request was debited before. */
  DUPLICATE_REQUEST,
  /** The request id was debited before, with another account or amount. */
  REQUEST_ID_REUSED,
  ACCOUNT_NOT_FOUND,
  /** The account is frozen or closed. */
  ACCOUNT_NOT_ACTIVE,
  /** The request names another currency than the account's. */
  CURRENCY_MISMATCH,
  /** More than the account's limit per withdrawal, or per day. */
  LIMIT_EXCEEDED,
  INSUFFICIENT_FUNDS
}
