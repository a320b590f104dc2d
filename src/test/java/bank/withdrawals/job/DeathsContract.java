package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.testing.DatabaseContract;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/** The process dies, and leaves the job repository as it was at that moment. */
abstract class DeathsContract extends DatabaseContract {

  DeathsContract(TestDatabase database) {
    super(database);
  }

  /** Spring Batch saves a resumed step's position with the step's first commit only. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void deathBeforeTheFirstCommitResumesAtThePreviousPosition(int deaths) {
    try (WithdrawalsTester tester = tester(2)) {
      tester.account(1, "100.00");
      Path file = tester.file("d.csv", HEADER, "a,1,1.00", "b,1,1.00", "c,1,1.00");
      tester.faults().failOnce("UPDATE account", 2);
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.FAILED);
      for (int death = 1; death <= deaths; death++) {
        dieBeforeTheFirstCommit(tester.get(JobRepository.class));
        assertThat(tester.publish()).hasSize(death == 1 ? 1 : 0);
      }
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tester.journal()).containsExactly("2 a 1 1 99", "3 b 1 1 98", "4 c 1 1 97");
      assertThat(tester.rejections()).isEmpty();
    }
  }

  /** The file is in quarantine, its control file is not, and nothing was reported yet. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void deathWhileARefusedFileIsMovedReportsTheRefusalOnce(boolean fixed) throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      tester.drop("c.csv", HEADER, "a,1,10.00");
      tester.drop("c.csv.control", "records=2");
      assertThat(tester.runInbox()).extracting(Summary::exitCode).containsExactly(ExitCode.REFUSED);
      tester
          .jdbc()
          .execute(
              "UPDATE BATCH_JOB_EXECUTION SET STATUS = 'STARTED', EXIT_CODE = 'UNKNOWN',"
                  + " END_TIME = NULL");
      tester
          .jdbc()
          .execute("UPDATE BATCH_STEP_EXECUTION SET STATUS = 'STARTED' WHERE STEP_NAME = 'report'");
      tester.drop("c.csv.control", "records=1");
      if (fixed) {
        tester.drop("c.csv", HEADER, "b,1,10.00");
      } else {
        Path quarantine = tester.home().resolve("quarantine");
        try (var files = Files.newDirectoryStream(quarantine, "*.control")) {
          Files.delete(files.iterator().next());
        }
      }
      assertThat(tester.runInbox())
          .extracting(Summary::status)
          .containsExactlyElementsOf(
              fixed ? List.of(RunStatus.REFUSED, RunStatus.COMPLETED) : List.of(RunStatus.REFUSED));
      try (var left = Files.list(tester.home().resolve("input"))) {
        assertThat(left).isEmpty();
      }
      assertThat(tester.runInbox()).isEmpty();
      assertThat(tester.events()).hasSize(fixed ? 1 : 0);
    }
  }

  @Test
  void deathBetweenFileAndControlFileArchivesTheControlFileToo() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      tester.drop("c.csv", HEADER, "a,1,10.00");
      assertThat(tester.runInbox()).extracting(Summary::exitCode).containsExactly(ExitCode.SUCCESS);
      tester.jdbc().execute("UPDATE BATCH_JOB_EXECUTION SET STATUS = 'STARTED', END_TIME = NULL");
      tester
          .jdbc()
          .execute("UPDATE BATCH_STEP_EXECUTION SET STATUS = 'STARTED' WHERE STEP_NAME = 'report'");
      tester.drop("c.csv.control", "records=1");
      assertThat(tester.runInbox())
          .extracting(Summary::status)
          .containsExactly(RunStatus.COMPLETED);
      try (var left = Files.list(tester.home().resolve("input"))) {
        assertThat(left).isEmpty();
      }
      try (var archived = Files.list(tester.home().resolve("archive"))) {
        assertThat(archived).hasSize(2);
      }
    }
  }

  /** Spring Batch creates an instance and its first execution in two transactions. */
  @Test
  void deathBeforeTheFirstExecutionStartsTheRunAnew() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      Path file = tester.file("u.csv", HEADER, "a,1,10.00");
      tester
          .get(JobRepository.class)
          .createJobInstance(
              WithdrawalJobConfiguration.NAME,
              RunParameters.identifying(FileInspector.sha256(file)));
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tester.journal()).containsExactly("2 a 1 10 90");
    }
  }

  /** Leaves what a process leaves that dies just after it has resumed the only run. */
  private static void dieBeforeTheFirstCommit(JobRepository repository) {
    JobInstance instance = repository.getJobInstances(WithdrawalJobConfiguration.NAME, 0, 1).get(0);
    JobExecution dead =
        repository.createJobExecution(
            instance,
            repository.getLastJobExecution(instance).getJobParameters(),
            new ExecutionContext());
    dead.setStatus(BatchStatus.STARTED);
    repository.update(dead);
    for (String name :
        List.of(WithdrawalJobConfiguration.DEBIT, WithdrawalJobConfiguration.DEBIT + ":0001")) {
      StepExecution step = repository.createStepExecution(name, dead);
      step.setStatus(BatchStatus.STARTED);
      repository.update(step);
    }
  }
}
