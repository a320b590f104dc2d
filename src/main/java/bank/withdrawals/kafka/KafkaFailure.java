package bank.withdrawals.kafka;

import bank.withdrawals.files.LibraryMessage;
import java.nio.file.NoSuchFileException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Classifies the failures of Kafka, and describes them for an operator. */
public final class KafkaFailure {

  private static final String REPETITION = "Authentication failed: ";

  private KafkaFailure() {}

  /**
   * Describes a failure: the beginning of a sentence, without a full stop.
   *
   * @param address of the broker
   */
  public static String of(Throwable failure, String address) {
    Throwable root = failure;
    AuthenticationException authentication = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      root = cause;
      if (cause instanceof AuthenticationException refused && authentication == null) {
        authentication = refused;
      }
      if (cause instanceof TopicUnusableException) {
        return String.valueOf(cause.getMessage());
      }
      if (cause instanceof AuthorizationException) {
        return "Kafka at %s does not permit it (%s)".formatted(address, message(cause));
      }
    }
    if (authentication instanceof SslAuthenticationException) {
      return "The TLS connection to Kafka at %s failed (%s): its certificate is not trusted"
          .formatted(address, message(root));
    }
    if (authentication != null) {
      return "Kafka at %s: authentication failed (%s)".formatted(address, message(authentication));
    }
    return root instanceof TimeoutException || root instanceof java.util.concurrent.TimeoutException
        ? "Kafka at %s does not answer".formatted(address)
        : "Kafka failed (%s)".formatted(message(root));
  }

  /** Whether the broker will never accept the record, however often it is sent. */
  public static boolean isPoison(@Nullable Throwable cause) {
    return cause instanceof RecordTooLargeException
        || cause instanceof RecordBatchTooLargeException
        || cause instanceof SerializationException
        || cause instanceof InvalidRecordException;
  }

  /** Whether the broker refuses a record because the topic's {@code max.message.bytes} is less. */
  public static boolean isTooLargeForTopic(Throwable cause) {
    // The client's own limits have other messages.
    return cause instanceof RecordTooLargeException
        && Errors.MESSAGE_TOO_LARGE.message().equals(cause.getMessage());
  }

  /** Whether the same events may be accepted if they are sent again later, in a new transaction. */
  public static boolean isTransient(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TopicUnusableException
          || cause instanceof InterruptException
          || (cause instanceof ApiException api && !isTransient(api))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isTransient(ApiException failure) {
    return failure instanceof RetriableException
        || failure instanceof TransactionAbortableException
        // A new leader may not know the sequence. The next transaction begins a new one.
        || failure instanceof OutOfOrderSequenceException;
  }

  private static String message(Throwable failure) {
    if (failure instanceof NoSuchFileException) {
      return "missing file " + failure.getMessage();
    }
    return LibraryMessage.of(failure).replace(REPETITION, "");
  }
}
