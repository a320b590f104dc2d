package bank.withdrawals.outbox;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An event on the topic, whoever wrote it. */
public final class PublishedEvent {

  private static final JsonMapper JSON = new JsonMapper();

  private final ConsumerRecord<String, byte[]> record;
  private final Map<String, String> attributes = new LinkedHashMap<>();

  PublishedEvent(ConsumerRecord<String, byte[]> record) {
    this.record = record;
    for (Header header : record.headers()) {
      if (header.key().startsWith(EventSerializer.ATTRIBUTE)) {
        byte[] value = header.value();
        attributes.put(
            header.key().substring(EventSerializer.ATTRIBUTE.length()),
            value == null ? "" : new String(value, StandardCharsets.UTF_8));
      }
    }
  }

  /** The number of the topic partition. */
  public int topicPartition() {
    return record.partition();
  }

  /** The record's key; null if it has none. */
  public @Nullable String key() {
    return record.key();
  }

  /** The attributes of CloudEvents by name, in the order of the headers. */
  public Map<String, String> attributes() {
    return attributes;
  }

  /** An attribute of CloudEvents; empty if the event does not have it. */
  public String attribute(String name) {
    return attributes.getOrDefault(name, "");
  }

  /**
   * The data of the event.
   *
   * @throws tools.jackson.core.JacksonException if it is not JSON
   * @throws IllegalArgumentException if there is no data
   */
  public JsonNode data() {
    return JSON.readTree(record.value());
  }

  /** The name of the file that the data names; empty if it names none. */
  public String file() {
    try {
      return data().path("file").asString("");
    } catch (JacksonException | IllegalArgumentException unreadable) {
      return "";
    }
  }
}
