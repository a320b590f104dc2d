package bank.withdrawals.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrailerRowTest {

  private static final String SAYS = ": the row looks like a trailer.";

  /** Cells request id, account, amount, note, separated by a slash. */
  @ParameterizedTest
  @CsvSource({
    "TOTAL//3.00/2 records,   Invalid account id",
    "total//3.00/,            Invalid account id",
    "Sub-total//3.00/,        Invalid account id",
    "GRAND TOTAL//3.00/,      Invalid request id",
    "Summe//3.00/,            Invalid account id",
    "//3.00/Total,            Invalid request id",
    "EOF///,                  Invalid account id",
    "T-1//3.00/total,         Invalid account id",
    "trailer/2,               Not as many cells as the header has",
    "/Total/3.00,             Not as many cells as the header has",
  })
  void trailerIsCalledOne(String cells, String sentence) {
    assertThat(message(cells)).isEqualTo(sentence + SAYS);
  }

  @ParameterizedTest
  @CsvSource({
    "W-1//3.00/rent,          Invalid account id.",
    "W-1//3.00/the total,     Invalid account id.",
    "TOTALLY//3.00/,          Invalid account id.",
    "TOTAL/x/3.00/,           Invalid account id.",
    "W 1//3.00/,              Invalid request id.",
    "W-1/1/total,             Not as many cells as the header has.",
  })
  void otherRowIsNot(String cells, String sentence) {
    assertThat(message(cells)).isEqualTo(sentence);
  }

  private static String message(String text) {
    List<String> cells = List.of(text.split("/", -1));
    WithdrawalRow row =
        cells.size() == 4
            ? new WithdrawalRow(
                2, 2, cells.get(0), cells.get(1), "", cells.get(2), "", cells, false)
            : new WithdrawalRow(2, 2, "", "", "", "", "", cells, true);
    return ((Rejected) Rules.validate(row)).message();
  }
}
