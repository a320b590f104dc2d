package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The expected result of the sample file over the sample accounts, on any stores. */
final class Sample {

  static final List<String> DEBITED = List.of("W-0001", "W-0002", "W-0003", "W-0007", "W-0010");

  static final Map<String, String> BALANCES =
      Map.of("1", "400.00", "2", "896.00", "3", "0.00", "4", "899.50", "5", "800.00");

  private Sample() {}

  /** The table has 421.50 debited and 1,210.999 rejected, which is 1,632.499 for the file. */
  static void assertScreen(String out) {
    assertThat(out)
        .contains(
            "COMPLETED",
            "\u2713 Debited and rejected add up to the file.",
            "Events: 5 sent, 0 pending, 0 parked.")
        .containsPattern("\\| debited +\\| +5 \\| +421\\.50 \\|")
        .containsPattern("\\| rejected +\\| +7 \\| +1210\\.999 \\|")
        .containsPattern("\\| +DUPLICATE_REQUEST +\\| +1 \\| +100\\.00 \\|")
        .containsPattern("\\| file +\\| +12 \\| +1632\\.499 \\|");
  }

  static void assertSummary(JsonNode summary) {
    assertThat(summary.path("status").asString()).isEqualTo("COMPLETED");
    assertThat(summary.path("exitCode").asInt()).isZero();
    assertThat(summary.path("records").asInt()).isEqualTo(12);
    assertThat(summary.path("amount").asString()).isEqualTo("1632.499");
    assertThat(summary.path("debited").path("count").asInt()).isEqualTo(5);
    assertThat(summary.path("debited").path("amount").asString()).isEqualTo("421.50");
    JsonNode rejected = summary.path("rejected");
    assertThat(rejected.path("count").asInt()).isEqualTo(7);
    assertThat(rejected.path("amount").asString()).isEqualTo("1210.999");
    int byReason =
        StreamSupport.stream(rejected.path("byReason").spliterator(), false)
            .mapToInt(reason -> reason.path("count").asInt())
            .sum();
    assertThat(byReason).isEqualTo(7);
    assertThat(summary.path("events").path("sent").asInt()).isEqualTo(5);
    assertThat(summary.path("events").path("pending").asInt()).isZero();
  }

  static void assertRejects(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.get(0))
        .isEqualTo("request_id,account_id,amount,currency,reference,line_number,reason,message");
    assertThat(lines.subList(1, lines.size()))
        .extracting(line -> line.replaceAll(",[^,]*$", "").replaceAll("^([^,]*),.*,", "$1 "))
        .containsExactly(
            "W-0004 INSUFFICIENT_FUNDS",
            "W-0005 ACCOUNT_NOT_FOUND",
            "W-0006 INVALID_AMOUNT",
            "W-0002 DUPLICATE_REQUEST",
            "W-0008 INVALID_AMOUNT",
            "W-0009 CURRENCY_MISMATCH",
            "W-0011 INVALID_AMOUNT");
  }
}
