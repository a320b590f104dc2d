package bank.withdrawals.kafka;

import org.apache.kafka.common.KafkaException;

/**
 * The topic cannot take the events until somebody changes it, its rights or its settings. The
 * message is a sentence for an operator, without a full stop.
 */
public final class TopicUnusableException extends KafkaException {

  private static final long serialVersionUID = 1L;

  TopicUnusableException(String message) {
    super(message);
  }

  TopicUnusableException(String message, Throwable cause) {
    super(message, cause);
  }
}
