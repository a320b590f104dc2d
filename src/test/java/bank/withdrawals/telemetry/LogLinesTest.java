package bank.withdrawals.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLinesTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "Account 4711 not found.|Account *** not found.",
        "accounts 1|accounts 1",
        "{\"accountId\":\"4711\",\"line\":2}|{\"accountId\":\"***\",\"line\":2}",
        "account_id=4711, amount=12|account_id=***, amount=12",
        "WHERE ACCOUNT_ID = 4711|WHERE ACCOUNT_ID = ***",
        "Key (account_id)=(4711) is there.|Key (account_id)=(***) is there.",
        "account number: 4711|account number: ***",
        "Account DE89370400440532013000 not found.|Account *** not found.",
        "account_number=12-34-56 00000001, x|account_number=***, x",
        "{\"accountNumber\":\"GB82WEST12345698765432\"}|{\"accountNumber\":\"***\"}",
        "Account FROZEN|Account FROZEN",
        "for account 1 and account 2.|for account *** and account ***.",
        "Run 20261123090537477: 12 rows|Run 20261123090537477: 12 rows"
      })
  void accountNumbersAreMasked(String text, String masked) {
    assertThat(LogLines.masked(text)).isEqualTo(masked);
  }

  @Test
  void controlCharactersAreReplaced() {
    assertThat(LogLines.masked("a\u001b[31m\u009b1m\u202eb\n\tat c\u2028d"))
        .isEqualTo("a?[31m?1m?b\n\tat c?d");
  }

  @Test
  void allThreadsHaveTheFieldsOfTheCurrentRun() throws Exception {
    LogFields.during(
        7,
        "a.csv",
        () -> {
          LogFields.step("debit");
          var seen = new LogFields.Fields[1];
          Thread other = new Thread(() -> seen[0] = LogFields.current());
          other.start();
          try {
            other.join();
          } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
          }
          assertThat(seen[0]).isEqualTo(new LogFields.Fields("7", "a.csv", "debit", null));
          return null;
        });
    assertThat(LogFields.current()).isEqualTo(new LogFields.Fields(null, null, null, null));
  }
}
