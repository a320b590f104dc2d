package bank.withdrawals.rejects;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.domain.RejectReason;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.WithdrawalRow;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorFileLineTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      delimiter = ' ',
      value = {
        "plain plain",
        "=1+1 \"'=1+1\"",
        "+49 \"'+49\"",
        "-1 \"'-1\"",
        "@SUM \"'@SUM\"",
        "a=b a=b",
        "a,b \"a,b\"",
        "a\"b \"a\"\"b\"",
      })
  void quotesWhatCsvNeedsAndDisarmsFormulas(String cell, String written) {
    assertThat(line(cell)).isEqualTo(written + ",5,INVALID_AMOUNT,Why");
  }

  @Test
  void disarmsTabAndCarriageReturnAndKeepsNewlines() {
    assertThat(line("\tx")).startsWith("\"'\tx\",");
    assertThat(line("\rx")).startsWith("\"'\rx\",");
    assertThat(line("two\nlines")).startsWith("\"two\nlines\",");
  }

  @Test
  void theHeaderHasTheColumnsAndTheThreeAdded() {
    assertThat(ErrorFileLine.header(List.of("amount", "account_id", "note, long")))
        .isEqualTo("amount,account_id,\"note, long\",line_number,reason,message");
  }

  private static String line(String cell) {
    WithdrawalRow row = new WithdrawalRow(5, "r", "1", "1", "", List.of(cell), false);
    return new ErrorFileLine()
        .aggregate(
            new RejectedRow(
                row, new Rejected(5, "r", 1L, null, RejectReason.INVALID_AMOUNT, "Why")));
  }
}
