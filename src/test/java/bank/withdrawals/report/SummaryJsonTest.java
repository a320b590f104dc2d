package bank.withdrawals.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.RejectReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of the JSON, and where it is written: somebody may have put a symbolic link there. */
class SummaryJsonTest {

  private static final String THEIRS = "a file of another program";
  private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");
  private static final Summary SUMMARY =
      new Summary(
          RunTotals.undecided(1, "a.csv", "", ControlTotal.NONE, 0, NOW),
          RunStatus.REFUSED,
          ExitCode.REFUSED,
          "Why.",
          null,
          0,
          NOW,
          NOW,
          0,
          List.of());

  @TempDir Path home;
  private Path theirs;
  private Path directory;

  @BeforeEach
  void layOut() throws IOException {
    theirs = Files.writeString(home.resolve("theirs"), THEIRS);
    directory = home.resolve("run");
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    SummaryJson.write(directory, SUMMARY);
    assertThat(permissions(directory)).isEqualTo("rwx------");
    assertThat(permissions(directory.resolve("summary.json"))).isEqualTo("rw-------");
  }

  @Test
  void aLinkInsteadOfTheDirectoryIsRefused() throws IOException {
    Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
    Files.createSymbolicLink(directory, elsewhere);
    assertThatThrownBy(() -> SummaryJson.write(directory, SUMMARY))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(directory + " is a symbolic link");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"summary.json", "summary.json.tmp"})
  void aLinkInsteadOfTheFileIsReplaced(String name) throws IOException {
    Files.createDirectory(directory);
    Files.createSymbolicLink(directory.resolve(name), theirs);
    SummaryJson.write(directory, SUMMARY);
    assertThat(theirs).hasContent(THEIRS);
    assertThat(Files.isSymbolicLink(directory.resolve("summary.json"))).isFalse();
    assertThat(directory.resolve("summary.json")).content().contains("\"Why.\"");
  }

  @Test
  void hasItsKeysInOrderAndMoneyAsText() {
    RunTotals totals =
        new RunTotals(
            20300102030405000L,
            "a.csv",
            "ff",
            new ControlTotal(4, new BigDecimal("10.5")),
            0,
            NOW,
            new ControlTotal(1, new BigDecimal("3")),
            new EnumMap<>(
                Map.of(
                    RejectReason.INSUFFICIENT_FUNDS, new ControlTotal(2, new BigDecimal("7.125")),
                    RejectReason.INVALID_AMOUNT, new ControlTotal(1, BigDecimal.ZERO))),
            new EventCounts(1, 2, 3));
    Summary summary =
        new Summary(
            totals,
            RunStatus.COMPLETED,
            ExitCode.SUCCESS,
            "",
            null,
            1,
            NOW,
            NOW.plusMillis(1_500),
            9,
            List.of());
    assertThat(Json.line(SummaryJson.of(summary)))
        .isEqualTo(
            """
            {"run":"20300102030405000","file":"a.csv","sha256":"ff","status":"COMPLETED",\
            "exitCode":0,"message":"","records":4,"amount":"10.50",\
            "debited":{"count":1,"amount":"3.00"},\
            "rejected":{"count":3,"amount":"7.125","byReason":{\
            "INVALID_AMOUNT":{"count":1,"amount":"0.00"},\
            "INSUFFICIENT_FUNDS":{"count":2,"amount":"7.125"}}},\
            "events":{"sent":1,"pending":2,"parked":3},"restarts":1,\
            "startedAt":"2030-01-02T03:04:05Z","finishedAt":"2030-01-02T03:04:06.500Z",\
            "seconds":1.5,"recordsPerSecond":9}""");
  }

  @Test
  void aRunThatIsHandedOutHasItsWorkers() {
    List<HandedOutSlice> slices =
        List.of(
            WorkersTableTest.slice("debit", 1, "a", HandedOutSlice.State.COMPLETE, 10),
            WorkersTableTest.slice("debit", 2, "a", HandedOutSlice.State.EXECUTED, 5),
            WorkersTableTest.slice("debit", 3, "", HandedOutSlice.State.WAITING, 0),
            WorkersTableTest.slice("publish", 1, "b", HandedOutSlice.State.COMPLETE, 9));
    Summary summary =
        new Summary(
            SUMMARY.totals(), RunStatus.FAILED, ExitCode.FAILED, "", null, 0, NOW, NOW, 9, slices);
    assertThat(Json.line(SummaryJson.of(summary)))
        .endsWith(
            """
            ,"recordsPerSecond":9,"workers":[\
            {"worker":"a","executes":[],"debitedSlices":1,"publishedSlices":0,"rows":15},\
            {"worker":"b","executes":[],"debitedSlices":0,"publishedSlices":1,"rows":0}]}""");
    assertThat(Json.line(SummaryJson.of(summary.running())))
        .contains("\"worker\":\"a\",\"executes\":[{\"step\":\"debit\",\"slice\":2}],")
        .endsWith("}],\"waitingSlices\":1}");
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
