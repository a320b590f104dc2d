package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.ledger.RunSlice;
import bank.withdrawals.ledger.Slices;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.test.JobOperatorTestUtils;
import org.springframework.batch.test.MetaDataInstanceFactory;
import org.springframework.batch.test.StepScopeTestUtils;

/** Each step by itself. */
class StepsTest {

  private static final String HEADER = "request_id,account_id,amount";

  private static WithdrawalsTester tester() {
    return WithdrawalsTester.over(TestDatabase.HSQLDB, Map.of("withdrawals.job.chunk-size", 2));
  }

  @Test
  void receiveRegistersTheFileAndDebitsNothing() throws IOException {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "10.00");
      Path file = tester.file("a.csv", HEADER, "a,1,1.00", "b,1,x");
      JobExecution execution = start(tester, WithdrawalJobConfiguration.RECEIVE, parameters(file));
      assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
      assertThat(tester.jdbc().queryForMap("SELECT * FROM input_file"))
          .containsEntry("NAME", "a.csv")
          .containsEntry("RECORDS", 2L);
      assertThat(tester.get(Slices.class).of(7)).containsExactly(new RunSlice(7, 1, 1, 2, 0));
      assertThat(tester.journal()).isEmpty();
    }
  }

  @Test
  void receiveRefusesAFileThatChangedAfterTheLaunch() throws IOException {
    try (WithdrawalsTester tester = tester()) {
      Path file = tester.file("a.csv", HEADER, "a,1,1.00");
      JobParameters parameters = parameters(file);
      tester.file("a.csv", HEADER, "a,1,2.00");
      StepExecution step =
          start(tester, WithdrawalJobConfiguration.RECEIVE, parameters)
              .getStepExecutions()
              .iterator()
              .next();
      assertThat(step.getStatus()).isEqualTo(BatchStatus.FAILED);
      assertThat(step.getExitStatus().getExitCode()).isEqualTo(ReceiveTasklet.REFUSED);
      assertThat(step.getExitStatus().getExitDescription()).contains("changed while it was read");
    }
  }

  @Test
  void debitCommitsOneChunkPerTransactionAndPublishesNothing() throws IOException {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "10.00");
      Path file = tester.file("a.csv", HEADER, "a,1,1.00", "b,1,x", "c,1,2.00");
      JobParameters parameters = parameters(file);
      start(tester, WithdrawalJobConfiguration.RECEIVE, parameters);
      StepExecution step =
          start(tester, WithdrawalJobConfiguration.DEBIT, parameters)
              .getStepExecutions()
              .iterator()
              .next();
      assertThat(step.getReadCount()).isEqualTo(3);
      assertThat(step.getCommitCount()).isEqualTo(2);
      assertThat(tester.journal()).containsExactly("2 a 1 1 9", "4 c 1 2 7");
      assertThat(tester.rejections()).containsExactly("3 INVALID_AMOUNT");
      assertThat(tester.events()).isEmpty();
    }
  }

  @Test
  void readerResumesAtThePositionOfItsStep() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      Path file = tester.file("a.csv", HEADER, "a,1,1.00", "b,1,1.00", "c,1,1.00");
      start(tester, WithdrawalJobConfiguration.RECEIVE, parameters(file));
      ExecutionContext position = new ExecutionContext();
      assertThat(lines(tester, file, position, 1)).containsExactly(2L);
      assertThat(lines(tester, file, position, 9)).containsExactly(3L, 4L);
    }
  }

  /** Reads up to {@code count} rows in a step of its own that starts at {@code position}. */
  private static List<Long> lines(
      WithdrawalsTester tester, Path file, ExecutionContext position, int count) throws Exception {
    StepExecution step =
        MetaDataInstanceFactory.createStepExecution(
            MetaDataInstanceFactory.createJobExecution("withdrawals", 1L, 1L, parameters(file)),
            WithdrawalJobConfiguration.DEBIT + ":0001",
            1L);
    step.setExecutionContext(position);
    return StepScopeTestUtils.doInStepScope(
        step,
        () -> {
          @SuppressWarnings("unchecked")
          ItemStreamReader<WithdrawalRow> reader = tester.get("rowReader", ItemStreamReader.class);
          List<Long> lines = new ArrayList<>();
          reader.open(step.getExecutionContext());
          WithdrawalRow row = reader.read();
          while (row != null) {
            lines.add(row.line());
            row = lines.size() < count ? reader.read() : null;
          }
          reader.update(position);
          reader.close();
          return lines;
        });
  }

  private static JobExecution start(
      WithdrawalsTester tester, String step, JobParameters parameters) {
    JobOperatorTestUtils steps =
        new JobOperatorTestUtils(tester.get(JobOperator.class), tester.get(JobRepository.class));
    steps.setJob(tester.get(Job.class));
    // An instance of its own for each step: alone, the first would complete the file's.
    JobParameters ofTheStep =
        new JobParametersBuilder(parameters).addString("step", step).toJobParameters();
    RunLock.Held held = tester.get(RunLock.class).acquire();
    try (held) {
      return steps.startStep(step, ofTheStep, new ExecutionContext());
    }
  }

  private static JobParameters parameters(Path file) throws IOException {
    return new RunParameters(
            FileInspector.sha256(file),
            7L,
            file,
            new RunOptions(false, false, false, false, false, false, 1, null),
            false)
        .toJobParameters();
  }
}
