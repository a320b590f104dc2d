package bank.withdrawals.approval;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.job.RunOptions;
import bank.withdrawals.job.RunParameters;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.run.RunLauncher;
import bank.withdrawals.run.RunOutcome;
import bank.withdrawals.testing.DatabaseContract;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A file that needs approval waits for a second person. */
abstract class ApprovalContract extends DatabaseContract {

  ApprovalContract(TestDatabase database) {
    super(database);
  }

  /** Who runs the file; its owner is the user that runs the tests. */
  private static final String SUBMITTER = "alice";

  @Test
  void fileWaitsUntilAnotherPersonApprovesIt() throws IOException {
    try (WithdrawalsTester tester = testerWithApproval()) {
      Path file = tester.drop("pay.csv", HEADER, "a,1,60.00", "b,1,x");
      String sha256 = FileInspector.sha256(file);
      Approval waiting = waiting(tester, file);
      assertThat(waiting.sha256()).isEqualTo(sha256);
      assertThat(waiting.submittedBy()).isEqualTo(SUBMITTER);
      assertThat(waiting.owner()).isEqualTo(Files.getOwner(file).getName());
      assertThat(waiting.rows().count()).isEqualTo(2);
      assertThat(waiting.rows().amount()).isEqualByComparingTo("60");
      assertThat(waiting(tester, file)).isEqualTo(waiting);
      assertThat(tester.get(Approvals.class).waiting()).containsExactly(waiting);
      // An unreadable file has no hash, and `check` asks for its approval all the same.
      assertThat(tester.get(Approvals.class).find("")).isEmpty();
      assertNothingDone(tester);

      for (String same : List.of("alice", "ALICE", waiting.owner())) {
        assertThat(approve(tester, sha256, same))
            .isInstanceOfSatisfying(
                ApprovalResult.NotApproved.class,
                not -> assertThat(not.sentence()).startsWith(same + " has submitted this file"));
      }
      waiting(tester, file);

      assertThat(approve(tester, sha256.substring(0, 8), "bob"))
          .isInstanceOfSatisfying(
              ApprovalResult.Approved.class,
              approved -> assertThat(approved.approval().approvedBy()).isEqualTo("bob"));
      assertThat(approve(tester, sha256, "carol"))
          .isInstanceOfSatisfying(
              ApprovalResult.AlreadyApproved.class,
              before -> assertThat(before.approval().approvedBy()).isEqualTo("bob"));
      assertThat(tester.get(Approvals.class).waiting()).isEmpty();
      Summary summary = tester.runInbox().get(0);
      assertThat(summary.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tester.balances()).containsEntry(1L, "40");
      Approval kept = tester.get(Approvals.class).find(sha256).orElseThrow();
      assertThat(kept.approvedBy()).isEqualTo("bob");
      assertThat(kept.approvedAt()).isNotNull();
    }
  }

  @Test
  void approvalIsForTheContentOnly() throws IOException {
    try (WithdrawalsTester tester = testerWithApproval()) {
      Path file = tester.file("pay.csv", HEADER, "a,1,60.00");
      waiting(tester, file);
      approve(tester, FileInspector.sha256(file), "bob");
      tester.file("pay.csv", HEADER, "a,1,99.00");
      Approval changed = waiting(tester, file);
      assertThat(tester.get(Approvals.class).waiting()).containsExactly(changed);
      tester.file("pay.csv", HEADER, "a,1,98.00");
      Approval again = waiting(tester, file);
      assertThat(tester.get(Approvals.class).waiting()).containsExactly(again);
      assertNothingDone(tester);
      Path same = tester.file("other-name.csv", HEADER, "a,1,60.00");
      assertThat(tester.run(same).status()).isEqualTo(RunStatus.COMPLETED);
      Files.delete(file);
      assertThat(tester.get(Approvals.class).waiting()).isEmpty();
    }
  }

  /** Until a run has seen the file, its owner is the submitter. */
  @Test
  void fileInTheInboxCanBeApprovedBeforeARun() throws IOException {
    try (WithdrawalsTester tester = testerWithApproval()) {
      Path file = tester.drop("pay.csv", HEADER, "a,1,60.00");
      tester.drop("bad.csv", "no,header", "a,1,60.00");
      String sha256 = FileInspector.sha256(file);
      assertThat(approve(tester, sha256, Files.getOwner(file).getName()))
          .isInstanceOf(ApprovalResult.NotApproved.class);
      assertThat(approve(tester, sha256, SUBMITTER)).isInstanceOf(ApprovalResult.Approved.class);
      assertThat(tester.runInbox())
          .extracting(Summary::status)
          .containsExactly(RunStatus.REFUSED, RunStatus.COMPLETED);
    }
  }

  @Test
  void onlyASha256CanBeApproved() throws IOException {
    try (WithdrawalsTester tester = testerWithApproval()) {
      waiting(tester, tester.file("pay.csv", HEADER, "a,1,60.00"));
      for (String digits :
          List.of("", "abc", "0123456%", "0123456_", "zzzzzzzz", "../../pay.csv")) {
        assertThat(approve(tester, digits, "bob"))
            .as(digits)
            .isInstanceOf(ApprovalResult.NotApproved.class);
        assertThat(tester.get(Approvals.class).waiting()).as(digits).hasSize(1);
      }
    }
  }

  @Test
  void unknownFileCannotBeApproved() throws IOException {
    try (WithdrawalsTester tester = testerWithApproval()) {
      Path bad = tester.drop("bad.csv", "no,header", "a,1,60.00");
      for (String sha256 : List.of("0123456789abcdef", FileInspector.sha256(bad))) {
        assertThat(approve(tester, sha256, "bob"))
            .isInstanceOfSatisfying(
                ApprovalResult.NotApproved.class,
                not -> assertThat(not.sentence()).startsWith("No file with this SHA-256 waits"));
      }
      assertThat(tester.run(bad).status()).isEqualTo(RunStatus.REFUSED);
    }
  }

  /** A started run needs no approval; without the option, no file waits. */
  @Test
  void startedRunResumesWithoutAnotherApproval() {
    try (WithdrawalsTester tester = tester(1)) {
      tester.account(1, "100.00");
      RunOptions asked =
          new RunOptions(false, false, true, false, false, false, RunOptions.AS_SET, null);
      assertThat(tester.outcomes(tester.file("w.csv", HEADER, "w,1,1.00"), asked))
          .singleElement()
          .isInstanceOf(RunOutcome.AwaitsApproval.class);
      Path file = tester.file("pay.csv", HEADER, "a,1,60.00", "b,1,30.00");
      tester.faults().failOnce("UPDATE account", 2);
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.FAILED);
      assertThat(tester.run(file, asked).status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tester.balances()).containsEntry(1L, "10");
    }
  }

  /** The step receive asks again: the check before the launch may have been passed. */
  @Test
  void nothingIsReceivedWithoutAnApproval() throws IOException {
    try (WithdrawalsTester tester = testerWithApproval()) {
      Path file = tester.file("pay.csv", HEADER, "a,1,60.00");
      RunParameters run =
          new RunParameters(
              FileInspector.sha256(file),
              7,
              file,
              new RunOptions(false, false, false, false, false, false, 1, null),
              false);
      RunLock.Held held = tester.get(RunLock.class).acquire();
      Summary summary;
      try (held) {
        summary = tester.get(RunLauncher.class).launch(run);
      }
      assertThat(summary.status()).isEqualTo(RunStatus.REFUSED);
      assertThat(summary.message()).startsWith("It has to be approved, and is not");
      assertNothingDone(tester);
    }
  }

  private static void assertNothingDone(WithdrawalsTester tester) {
    assertThat(tester.balances()).containsEntry(1L, "100");
    assertThat(tester.journal()).isEmpty();
    assertThat(tester.jdbc().queryForObject("SELECT COUNT(*) FROM input_file", Long.class))
        .isZero();
  }

  private static Approval waiting(WithdrawalsTester tester, Path file) {
    List<RunOutcome> outcomes =
        tester.outcomes(file, new RunOptions(false, false, false, false, false, false, 0, null));
    assertThat(outcomes).singleElement().isInstanceOf(RunOutcome.AwaitsApproval.class);
    return ((RunOutcome.AwaitsApproval) outcomes.get(0)).approval();
  }

  private static ApprovalResult approve(WithdrawalsTester tester, String digits, String person)
      throws IOException {
    return tester.get(Approvals.class).approve(digits, person);
  }

  private WithdrawalsTester testerWithApproval() {
    return tester(
            Map.of("withdrawals.approval.required", true, "withdrawals.approval.user", SUBMITTER))
        .account(1, "100.00");
  }
}
