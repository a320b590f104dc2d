package bank.withdrawals.outbox;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.kafka.core.KafkaAdmin;

class KafkaClientsTest {

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
  void aLoginThatCannotBeReadIsNotQuoted(String login) {
    assertThatThrownBy(() -> clients(login))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("spring.kafka.properties.sasl.jaas.config must be ")
        .extracting(KafkaClientsTest::everythingOf)
        .asString()
        .doesNotContain("s3cret");
  }

  @Test
  void aLoginThatCanBeReadIsLeftToKafka() {
    assertThatCode(() -> clients(MODULE + " required username=\"bank\" password=\"my s3cret;\";"))
        .doesNotThrowAnyException();
  }

  private static KafkaClients clients(String login) {
    return new KafkaClients(new KafkaAdmin(Map.of("sasl.jaas.config", login)), () -> "nowhere:1");
  }

  /** As a log has it. */
  private static String everythingOf(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
