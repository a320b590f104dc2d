package bank.withdrawals.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaFailureTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(new TimeoutException("gone"), "Kafka at k:1 does not answer"),
        arguments(
            new TimeoutException("late", new java.util.concurrent.TimeoutException()),
            "Kafka at k:1 does not answer"),
        arguments(
            new SaslAuthenticationException("Authentication failed: Invalid username or password"),
            "Kafka at k:1: authentication failed (Invalid username or password)"),
        arguments(
            new SslAuthenticationException(
                "SSL handshake failed", new IllegalStateException("a.b.C: signature check failed")),
            "The TLS connection to Kafka at k:1 failed (signature check failed): its certificate is"
                + " not trusted"),
        arguments(
            new TopicAuthorizationException("Not authorized to access topics: [w]"),
            "Kafka at k:1 does not permit it (Not authorized to access topics: [w])"),
        arguments(
            new TransactionalIdAuthorizationException("Transactional Id authorization failed."),
            "Kafka at k:1 does not permit it (Transactional Id authorization failed)"),
        arguments(
            new IllegalStateException(new NoSuchFileException("/root.pem")),
            "Kafka failed (missing file /root.pem)"),
        arguments(new IllegalStateException("Odd."), "Kafka failed (Odd)"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("failures")
  void becomesASentenceForOperators(Exception failure, String words) {
    assertThat(KafkaFailure.of(failure, "k:1")).isEqualTo(words);
    assertThat(KafkaFailure.of(new KafkaException("wrapped", failure), "k:1")).isEqualTo(words);
  }

  static Stream<Arguments> attempts() {
    return Stream.of(
        arguments(new TimeoutException("gone"), true),
        arguments(new NotLeaderOrFollowerException("moved"), true),
        arguments(new TransactionAbortableException("abort"), true),
        arguments(new OutOfOrderSequenceException("a leader of before"), true),
        arguments(new UnknownProducerIdException("forgotten"), true),
        arguments(new IllegalStateException("odd"), true),
        arguments(new ProducerFencedException("a successor"), false),
        arguments(new InvalidProducerEpochException("a successor"), false),
        arguments(new RecordTooLargeException("large"), false),
        arguments(new TopicAuthorizationException("Not authorized"), false),
        arguments(new InterruptException("stopped"), false));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("attempts")
  void isTransientIfAnotherTransactionMaySucceed(Exception failure, boolean isTransient) {
    assertThat(KafkaFailure.isTransient(failure)).isEqualTo(isTransient);
    assertThat(KafkaFailure.isTransient(new KafkaException("wrapped", failure)))
        .isEqualTo(isTransient);
  }
}
