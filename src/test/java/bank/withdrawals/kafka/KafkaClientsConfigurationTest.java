package bank.withdrawals.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.kafka.core.KafkaAdmin;

class KafkaClientsConfigurationTest {

  private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule";

  @ParameterizedTest
  @ValueSource(
      strings = {
        MODULE + " required username=\"bank\" password=\"my\" s3cret;",
        MODULE + " required username=\"bank\" password=\"s3cret\"",
        MODULE + " s3cret;",
        MODULE + " \"s3cret\" required;",
        "s3cret",
        "bank:s3cret;",
        "",
      })
  void anUnreadableLoginIsNotQuoted(String login) {
    assertThatThrownBy(() -> clients(login))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("spring.kafka.properties.sasl.jaas.config must be ")
        .extracting(KafkaClientsConfigurationTest::everythingOf)
        .asString()
        .doesNotContain("s3cret");
  }

  @Test
  void aReadableLoginIsLeftToKafka() {
    assertThatCode(() -> clients(MODULE + " required username=\"bank\" password=\"my s3cret;\";"))
        .doesNotThrowAnyException();
  }

  private static KafkaClientsConfiguration clients(String login) {
    return new KafkaClientsConfiguration(
        new KafkaAdmin(Map.of("sasl.jaas.config", login)),
        () -> "nowhere:1",
        KafkaSettingsCheckTest.settings(Map.of()));
  }

  /** As a log has it. */
  private static String everythingOf(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
