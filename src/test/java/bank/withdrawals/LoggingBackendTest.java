package bank.withdrawals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Only Logback writes the log, whatever logging API the libraries use. The embedded broker would
 * bring Log4j's own backend. The enforcer's banned dependencies cannot check this, because they do
 * not see the dependencies of an optional dependency.
 */
class LoggingBackendTest {

  @Test
  void logbackIsTheOnlyBackend() {
    assertThat(onTheClassPath("ch.qos.logback.classic.Logger")).isTrue();
    assertThat(
            List.of(
                "org.apache.logging.log4j.core.Logger",
                "org.apache.logging.slf4j.Log4jLogger",
                "org.slf4j.simple.SimpleLogger",
                "org.slf4j.reload4j.Reload4jLogger"))
        .noneMatch(LoggingBackendTest::onTheClassPath);
  }

  private static boolean onTheClassPath(String type) {
    return LoggingBackendTest.class.getResource("/" + type.replace('.', '/') + ".class") != null;
  }
}
