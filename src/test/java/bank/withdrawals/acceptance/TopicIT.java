package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.GuardedBroker;
import bank.withdrawals.testing.Tool;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic that is missing, that the user may not use, or whose settings do not fit. */
class TopicIT {

  private static final String SAMPLE = "input/samples/withdrawals.csv";

  @TempDir private static Path directory;
  private static GuardedBroker broker;

  @TempDir private Path home;

  @BeforeAll
  static void startBroker() {
    broker = GuardedBroker.start(directory);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  /** The second command shows that the first one has released the run lock. */
  @Test
  void aTopicThatTheUserMayNotCreateDelaysEventsAndNamesTheRight() {
    broker.grant("uncreated", "DESCRIBE", "READ", "WRITE");
    Tool tool = tool("uncreated");
    Ended ended = tool.run("run", SAMPLE).exits(5);
    assertThat(ended.out())
        .contains("The topic uncreated does not exist", "the right Create on it")
        .contains("Events: 0 sent, 5 pending, 0 parked.");
    assertThat(tool.run("publish").exits(5).out()).contains("the right Create on it");
    broker.createTopic("uncreated", Map.of());
    assertThat(tool.run("publish").exits(0).out()).contains("Events: 5 sent, 0 pending, 0 parked.");
  }

  @Test
  void aTopicForWhichThereAreTooFewBrokersIsNotWaitedFor() {
    broker.grant("replicated", "DESCRIBE", "READ", "WRITE", "CREATE");
    assertThat(tool("replicated").run("run", SAMPLE).exits(5).out())
        .contains("The topic replicated does not exist", "replication factor of 3")
        .contains("add brokers (1 now)", "Events: 0 sent, 5 pending, 0 parked.");
  }

  @Test
  void aTopicThatTheUserMayNotSeeIsNotWaitedFor() {
    assertThat(tool("invisible").run("run", SAMPLE).exits(5).out())
        .contains(
            "does not permit it", "the rights Describe, Read and Write on the topic invisible");
  }

  @Test
  void aRightThatIsMissingOnTheTopicIsNamed() {
    broker.grant("unread", "DESCRIBE", "WRITE").createTopic("unread", Map.of());
    assertThat(tool("unread").run("run", SAMPLE).exits(5).out())
        .contains("the user needs the right Read on the topic unread too");
  }

  /** The user may neither create a topic nor read the settings of this one. */
  @Test
  void aTopicThatExistsNeedsNoOtherRights() {
    broker.grant("plain", "DESCRIBE", "READ", "WRITE").createTopic("plain", Map.of());
    assertThat(tool("plain").run("run", SAMPLE).exits(0).out())
        .contains("Events: 5 sent, 0 pending, 0 parked.");
  }

  @Test
  void aTopicThatTakesNoEventOfThisSizeParksNothing() {
    broker
        .grant("narrow", "DESCRIBE", "READ", "WRITE")
        .createTopic("narrow", Map.of("max.message.bytes", "300"));
    Tool tool = tool("narrow");
    assertThat(tool.run("run", SAMPLE).exits(5).out())
        .contains("The topic narrow takes no event of this size: raise its max.message.bytes")
        .contains("Events: 0 sent, 5 pending, 0 parked.");
    broker.setTopic("narrow", "max.message.bytes", "4096");
    assertThat(tool.run("publish").exits(0).out()).contains("Events: 5 sent, 0 pending, 0 parked.");
  }

  /** The sample file, whose accounts exist in a new embedded database. */
  @Test
  void aSettingThatBreaksAPromiseIsRefusedBeforeAnyDebit() {
    Ended ended = tool("plain").with("SPRING_KAFKA_PRODUCER_ACKS", "1").run("run", SAMPLE).exits(1);
    assertThat(ended.err()).contains("Setting spring.kafka.producer.acks must be all");
    assertThat(tool("plain").balances()).containsEntry("1", "461.00");
  }

  private Tool tool(String topic) {
    return Tool.at(home)
        .with(broker.settings())
        .with("WITHDRAWALS_EMBEDDED", "database")
        .with("WITHDRAWALS_PUBLISHING_TOPIC", topic);
  }
}
