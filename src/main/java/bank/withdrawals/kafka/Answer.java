package bank.withdrawals.kafka;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for answers of Kafka's admin client. */
final class Answer {

  private Answer() {}

  /**
   * Waits for the answer to a request, as long as the request itself waits.
   *
   * @throws KafkaException if Kafka cannot be asked
   */
  static <T> T await(KafkaFuture<T> answer) {
    return await(answer, Duration.ofMillis(Long.MAX_VALUE));
  }

  /**
   * Waits for the answer to a request.
   *
   * @param patience the longest wait
   * @throws KafkaException if Kafka cannot be asked, or does not answer in time
   */
  static <T> T await(@Nullable KafkaFuture<T> answer, Duration patience) {
    try {
      return Objects.requireNonNull(answer).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof KafkaException kafka
          ? kafka
          : new KafkaException("Kafka cannot be asked", failure.getCause());
    } catch (java.util.concurrent.TimeoutException late) {
      throw new TimeoutException("Kafka did not answer", late);
    } catch (InterruptedException interrupted) {
      throw new InterruptException(interrupted);
    }
  }
}
