package bank.withdrawals.domain;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a withdrawal. They are pure: no database, no clock. A row passes two stages:
 *
 * <ol>
 *   <li>{@link #validate} checks the row by itself: number of cells, ids, amount, currency.
 *   <li>{@link #decide} checks the request against its account and against an earlier debit under
 *       the same request id.
 * </ol>
 *
 * <p>The reason of a rejection is the first that applies in the order of {@link RejectReason}.
 */
public final class Rules {

  /** The first character is alphanumeric, so that no spreadsheet reads an id as a formula. */
  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,63}");

  /**
   * A number in scientific notation, such as {@code 2.02611E+13}: digits, a fraction or not, an E,
   * a sign or not, digits. A spreadsheet makes these out of long numbers and loses digits, so that
   * several ids become one. {@code 1E5} is among them, although no spreadsheet writes it: the next
   * one that opens the error file would change it. {@code INV1E5} and {@code 7E2-A} are not.
   */
  private static final Pattern SCIENTIFIC =
      Pattern.compile("[0-9]++([.,][0-9]++)?+[Ee][+-]?[0-9]++");

  /** The sentence about an amount of zero, and the start of those about all other amounts. */
  public static final String INVALID_AMOUNT = "Invalid withdrawal amount.";

  private Rules() {}

  /** Checks a row by itself. */
  public static ValidatedRow validate(WithdrawalRow row) {
    if (row.malformed()) {
      return new Rejected(
          row.position(),
          row.line(),
          null,
          null,
          null,
          RejectReason.MALFORMED_ROW,
          TrailerRow.explained(row, "Not as many cells as the header has."));
    }
    String requestId = isRequestId(row.requestId()) ? row.requestId() : null;
    NamedAccount account = NamedAccount.of(row);
    Long accountId = account.id() == AccountId.NONE ? null : Long.valueOf(account.id());
    BigDecimal amount = Money.parse(row.amount());
    String currency = row.currency().isEmpty() ? null : row.currency();

    if (requestId == null) {
      return new Rejected(
          row.position(),
          row.line(),
          null,
          accountId,
          amount,
          RejectReason.INVALID_REQUEST_ID,
          invalidRequestId(row));
    }
    if (account.problem() != null) {
      return new Rejected(
          row.position(),
          row.line(),
          requestId,
          null,
          amount,
          RejectReason.INVALID_ACCOUNT_ID,
          TrailerRow.explained(row, account.problem()));
    }
    if (amount == null
        || amount.signum() == 0
        || (currency != null && hasTooManyDecimals(amount, currency))) {
      return new Rejected(
          row.position(),
          row.line(),
          requestId,
          accountId,
          amount,
          RejectReason.INVALID_AMOUNT,
          invalidAmount(row.amount(), amount, currency));
    }
    if (currency != null && Money.decimals(currency).isEmpty()) {
      return new Rejected(
          row.position(),
          row.line(),
          requestId,
          accountId,
          amount,
          RejectReason.INVALID_CURRENCY,
          "Invalid currency.");
    }
    return new WithdrawalRequest(
        row.position(),
        row.line(),
        requestId,
        account.id(),
        amount,
        currency,
        account.unknownNumber());
  }

  /**
   * Decides a well-formed request.
   *
   * @param account the account as it is at this moment, or null if it does not exist
   * @param prior the earlier debit under the same request id, or null if there was no such debit
   * @param day the business date for which the debit counts
   */
  public static Decision decide(
      WithdrawalRequest request,
      @Nullable Account account,
      @Nullable PriorDebit prior,
      LocalDate day) {
    if (account != null
        && hasTooManyDecimals(request.amount(), account.currency())
        && request.currency() == null) {
      return reject(
          request, RejectReason.INVALID_AMOUNT, AmountFault.tooManyDecimals(account.currency()));
    }
    if (prior != null) {
      return isSame(request, prior)
          ? reject(request, RejectReason.DUPLICATE_REQUEST, "Debited before under this request id.")
          : reject(
              request,
              RejectReason.REQUEST_ID_REUSED,
              "This request id was debited before for another account or amount.");
    }
    if (account == null) {
      return reject(
          request,
          RejectReason.ACCOUNT_NOT_FOUND,
          "Account %s not found.".formatted(name(request)));
    }
    if (account.status() != Account.Status.ACTIVE) {
      return reject(
          request,
          RejectReason.ACCOUNT_NOT_ACTIVE,
          "Account %d is %s.".formatted(request.accountId(), account.status()));
    }
    if (request.currency() != null && !request.currency().equals(account.currency())) {
      return reject(
          request,
          RejectReason.CURRENCY_MISMATCH,
          "Account %d is kept in %s.".formatted(request.accountId(), account.currency()));
    }
    Limits limits = account.limits();
    if (limits.perWithdrawal() != null && request.amount().compareTo(limits.perWithdrawal()) > 0) {
      return reject(
          request,
          RejectReason.LIMIT_EXCEEDED,
          "Over the limit per withdrawal of account %d.".formatted(request.accountId()));
    }
    if (limits.perDay() != null
        && account.withdrawnOn(day).amount().add(request.amount()).compareTo(limits.perDay()) > 0) {
      return reject(
          request,
          RejectReason.LIMIT_EXCEEDED,
          "Over the limit per day of account %d.".formatted(request.accountId()));
    }
    if (account.balance().compareTo(request.amount()) < 0) {
      return reject(
          request,
          RejectReason.INSUFFICIENT_FUNDS,
          "Insufficient funds for account %d.".formatted(request.accountId()));
    }
    return new Debited(
        request.position(),
        request.line(),
        request.requestId(),
        request.accountId(),
        request.amount(),
        account.currency(),
        account.balance().subtract(request.amount()));
  }

  private static boolean isRequestId(String text) {
    return REQUEST_ID.matcher(text).matches() && !SCIENTIFIC.matcher(text).matches();
  }

  private static String invalidRequestId(WithdrawalRow row) {
    if (row.requestId().isBlank()) {
      return TrailerRow.explained(row, "Invalid request id: it is empty.");
    }
    return SCIENTIFIC.matcher(row.requestId()).matches()
        ? "Invalid request id: a spreadsheet has made a number of it; import the column as text."
        : TrailerRow.explained(row, "Invalid request id.");
  }

  /** The original program's sentence for zero; for all else the cause too. */
  private static String invalidAmount(
      String text, @Nullable BigDecimal amount, @Nullable String currency) {
    if (amount == null) {
      return AmountFault.of(text);
    }
    return amount.signum() == 0 || currency == null
        ? INVALID_AMOUNT
        : AmountFault.tooManyDecimals(currency);
  }

  private static boolean hasTooManyDecimals(BigDecimal amount, String currency) {
    return Money.decimals(currency).map(decimals -> amount.scale() > decimals).orElse(false);
  }

  private static boolean isSame(WithdrawalRequest request, PriorDebit prior) {
    return request.accountId() == prior.accountId()
        && request.amount().compareTo(prior.amount()) == 0;
  }

  private static String name(WithdrawalRequest request) {
    return request.unknownNumber() == null
        ? Long.toString(request.accountId())
        : request.unknownNumber();
  }

  private static Rejected reject(WithdrawalRequest request, RejectReason reason, String message) {
    return new Rejected(
        request.position(),
        request.line(),
        request.requestId(),
        request.unknownNumber() == null ? request.accountId() : null,
        request.amount(),
        reason,
        message);
  }
}
