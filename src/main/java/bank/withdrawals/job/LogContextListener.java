package bank.withdrawals.job;

import bank.withdrawals.telemetry.LogFields;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/** Puts the name of the current step into every log line. */
@Component
class LogContextListener implements StepExecutionListener {

  @Override
  public void beforeStep(StepExecution step) {
    LogFields.step(step.getStepName());
  }

  @Override
  public @Nullable ExitStatus afterStep(StepExecution step) {
    LogFields.step(null);
    return null;
  }
}
