package bank.withdrawals.domain;

/**
 * Why a row was rejected, in order of precedence: if several reasons apply, the first is given.
 *
 * <p>The names are part of the file, table and JSON formats; renaming one breaks consumers.
 */
public enum RejectReason {
  /** The number of cells differs from the header's. */
  MALFORMED_ROW,
  /**
   * The request id is longer than 64 characters, contains a character that is not allowed, or is a
   * number in scientific notation; or it is empty although every row must have one.
   */
  INVALID_REQUEST_ID,
  /**
   * The row names no account: the account id is not a whole number of up to 18 digits, the account
   * number is not well-formed, or the two name different accounts.
   */
  INVALID_ACCOUNT_ID,
  /** The amount is not a plain decimal above zero, or has more decimals than its currency. */
  INVALID_AMOUNT,
  /** The currency is not an ISO 4217 code with a minor unit. */
  INVALID_CURRENCY,
  /** The same request was debited before. */
  DUPLICATE_REQUEST,
  /** The request id was debited before for another account or amount. */
  REQUEST_ID_REUSED,
  ACCOUNT_NOT_FOUND,
  /** The account is frozen or closed. */
  ACCOUNT_NOT_ACTIVE,
  /** The currency of the request is not the account's. */
  CURRENCY_MISMATCH,
  /** The amount exceeds the account's limit per withdrawal or per day. */
  LIMIT_EXCEEDED,
  INSUFFICIENT_FUNDS
}
