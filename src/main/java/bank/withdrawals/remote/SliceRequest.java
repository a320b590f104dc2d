package bank.withdrawals.remote;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.integration.partition.StepExecutionRequest;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Asks a worker to execute one slice: the payload is Spring Batch's request, the headers are texts.
 *
 * @param stepExecution the id of the slice's step execution
 * @param step the name of the partitioned step
 * @param slice the number of the slice
 * @param runId the run
 * @param file the name of the run's file
 * @param build {@link BuildNumber} of the manager
 * @param volume what {@link VolumeMarker} has to have
 */
record SliceRequest(
    long stepExecution,
    String step,
    int slice,
    long runId,
    String file,
    String build,
    String volume) {

  private static final String SLICE = "withdrawals-slice";
  private static final String RUN = "withdrawals-run";
  private static final String FILE = "withdrawals-file";
  private static final String BUILD = "withdrawals-build";
  private static final String VOLUME = "withdrawals-volume";

  /** The message; the caller adds where it goes. */
  MessageBuilder<StepExecutionRequest> toMessage() {
    return MessageBuilder.withPayload(new StepExecutionRequest(step, stepExecution))
        .setHeader(SLICE, Integer.toString(slice))
        .setHeader(RUN, Long.toString(runId))
        .setHeader(FILE, file)
        .setHeader(BUILD, build)
        .setHeader(VOLUME, volume);
  }

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException if it is not such a request
   */
  static SliceRequest of(Message<?> message) {
    if (!(message.getPayload() instanceof StepExecutionRequest request)) {
      throw new IllegalArgumentException("Not a request: " + message.getPayload().getClass());
    }
    return new SliceRequest(
        request.getStepExecutionId(),
        request.getStepName(),
        Integer.parseInt(header(message, SLICE)),
        Long.parseLong(header(message, RUN)),
        header(message, FILE),
        header(message, BUILD),
        header(message, VOLUME));
  }

  /** Spring Batch's part of the request. */
  StepExecutionRequest toFramework() {
    return new StepExecutionRequest(step, stepExecution);
  }

  private static String header(Message<?> message, String name) {
    @Nullable Object value = message.getHeaders().get(name);
    if (value == null) {
      throw new IllegalArgumentException("A request has no header " + name);
    }
    return Objects.toString(value);
  }
}
