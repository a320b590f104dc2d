package bank.withdrawals.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A broker with access control lists: clients log in as a clerk, who has the rights that {@code
 * docs/configuration.md} names on transactional ids and groups, and on topics what a test grants.
 * New topics have three replicas by default, for which there are too few brokers.
 */
public final class GuardedBroker implements AutoCloseable {

  private static final String CLERK = "clerk";
  private static final String PUBLISHERS = "withdrawals-publisher-";

  private final KafkaNode node;
  private final String guarded;
  private final Admin admin;

  private GuardedBroker(KafkaNode node, String guarded, Admin admin) {
    this.node = node;
    this.guarded = guarded;
    this.admin = admin;
  }

  /** Starts the broker over a directory of the test. */
  public static GuardedBroker start(Path directory) {
    String guarded = KafkaNode.HOST + ":" + Ports.free();
    String plain = KafkaNode.HOST + ":" + Ports.free();
    String controller = KafkaNode.HOST + ":" + Ports.free();
    Map<String, String> settings = KafkaNode.smallSettings(directory.resolve("guarded-broker"));
    settings.put(
        "listeners",
        "GUARDED://%s,PLAIN://%s,CONTROLLER://%s".formatted(guarded, plain, controller));
    settings.put(
        "listener.security.protocol.map",
        "GUARDED:SASL_PLAINTEXT,PLAIN:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("controller.quorum.voters", "1@" + controller);
    settings.put("listener.name.guarded.sasl.enabled.mechanisms", "PLAIN");
    settings.put("listener.name.guarded.plain.sasl.jaas.config", SecureBroker.users(CLERK, CLERK));
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("super.users", "User:ANONYMOUS");
    settings.put("default.replication.factor", "3");
    settings.put("auto.create.topics.enable", "false");
    GuardedBroker broker =
        new GuardedBroker(
            KafkaNode.start(settings), guarded, Admin.create(Map.of("bootstrap.servers", plain)));
    broker.grant(ResourceType.TRANSACTIONAL_ID, PUBLISHERS, "WRITE", "DESCRIBE");
    broker.grant(ResourceType.GROUP, PUBLISHERS, "READ", "DESCRIBE");
    return broker;
  }

  /** The settings of a job that logs in as the clerk. */
  public Map<String, String> settings() {
    return Map.of(
        "spring.kafka.bootstrap-servers",
        guarded,
        "spring.kafka.security.protocol",
        "SASL_PLAINTEXT",
        "spring.kafka.properties.sasl.mechanism",
        "PLAIN",
        "spring.kafka.properties.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"%s\" password=\"%s\";".formatted(CLERK, CLERK));
  }

  /** Grants the clerk rights on the topics whose names begin so. */
  public GuardedBroker grant(String topic, String... rights) {
    return grant(ResourceType.TOPIC, topic, rights);
  }

  private GuardedBroker grant(ResourceType type, String prefix, String... rights) {
    List<AclBinding> bindings = new ArrayList<>();
    for (String right : rights) {
      bindings.add(
          new AclBinding(
              new ResourcePattern(type, prefix, PatternType.PREFIXED),
              new AccessControlEntry(
                  "User:" + CLERK, "*", AclOperation.valueOf(right), AclPermissionType.ALLOW)));
    }
    await(admin.createAcls(bindings).all());
    return this;
  }

  /** Creates a topic with one replica. */
  public void createTopic(String name, Map<String, String> configuration) {
    await(
        admin
            .createTopics(
                List.of(
                    new NewTopic(name, Optional.of(1), Optional.of((short) 1))
                        .configs(configuration)))
            .all());
  }

  /** Changes a setting of a topic. */
  public void setTopic(String topic, String setting, String value) {
    await(
        admin
            .incrementalAlterConfigs(
                Map.of(
                    new ConfigResource(ConfigResource.Type.TOPIC, topic),
                    List.of(
                        new AlterConfigOp(
                            new ConfigEntry(setting, value), AlterConfigOp.OpType.SET))))
            .all());
  }

  private static void await(org.apache.kafka.common.KafkaFuture<Void> future) {
    try {
      future.get();
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void close() {
    admin.close();
    node.close();
  }
}
