package bank.withdrawals.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
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
}
