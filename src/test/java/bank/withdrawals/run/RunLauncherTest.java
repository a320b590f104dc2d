package bank.withdrawals.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.job.RunOptions;
import bank.withdrawals.job.RunParameters;
import bank.withdrawals.testing.TestHsqldb;
import bank.withdrawals.testing.WithdrawalsTester;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunLauncherTest {

  @Test
  void noLaunchWithoutTheRunLock() throws IOException {
    try (WithdrawalsTester tester =
        WithdrawalsTester.over(TestHsqldb.newDatabase(), Map.of()).account(1, "100.00")) {
      Path file = tester.file("pay.csv", "request_id,account_id,amount", "a,1,60.00");
      RunParameters run =
          new RunParameters(
              FileInspector.sha256(file),
              7,
              file,
              new RunOptions(false, false, false, false, false, false, 1, null),
              false);
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> tester.get(RunLauncher.class).launch(run))
          .withMessage("The run lock is not held.");
      assertThat(tester.journal()).isEmpty();
    }
  }
}
