package bank.withdrawals.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The container image as {@code src/test/image/image.sh} builds and runs it. Every command is a
 * container of its own, which is removed when it ends.
 *
 * @param options those of {@code podman run}
 */
record Container(List<String> options) {

  /** The user id of the image. */
  static final int OWNER = 1000;

  /** As OpenShift chooses them: without a name, and always in group 0. */
  static final int ARBITRARY = 1000620000;

  private static final String SCRIPT =
      Path.of("src/test/image/image.sh").toAbsolutePath().toString();

  /** The build, and a program of the base image in a container. */
  private static final class Built {

    /** Why no container can be run here; empty if one can. */
    static final String OBSTACLE = obstacle();

    private static String obstacle() {
      Ended check = script("check");
      if (check.exitCode() != 0) {
        return check.err();
      }
      script("build").exits(0);
      Ended java = script("run", "--rm", "--entrypoint", "java", "withdrawals", "-version");
      return java.exitCode() == 0 ? "" : java.err();
    }
  }

  /** Builds the image at the first call; skips the test if this machine cannot run containers. */
  static void assume() {
    assumeTrue(Built.OBSTACLE.isEmpty(), "No containers on this machine: " + Built.OBSTACLE);
  }

  /** A container without volumes and settings. */
  static Container plain() {
    return new Container(List.of());
  }

  /** A container with a volume for its home. */
  static Container at(Path home) {
    return plain().with("--volume", home + ":/var/lib/withdrawals");
  }

  /** Gives a directory and all that is in it to this user and to group 0. */
  static void giveTo(int user, Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.toList()) {
        Files.setAttribute(path, "unix:uid", user);
        Files.setAttribute(path, "unix:gid", 0);
      }
    }
  }

  /** The same container without any right, and with a root that cannot be written. */
  Container restricted() {
    return with(
        "--read-only",
        "--read-only-tmpfs=false",
        "--cap-drop=all",
        "--security-opt=no-new-privileges");
  }

  /** The same container with more options. */
  Container with(String... more) {
    return new Container(Stream.concat(options.stream(), Stream.of(more)).toList());
  }

  /** The same container with variables: {@code spring.datasource.url} is SPRING_DATASOURCE_URL. */
  Container with(Map<String, String> settings) {
    Container container = this;
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      String variable =
          setting.getKey().replace('.', '_').replace("-", "_").toUpperCase(Locale.ROOT);
      container = container.with("--env", variable + "=" + setting.getValue());
    }
    return container;
  }

  /** Runs a command of the job to its end. */
  Ended run(Object... arguments) {
    try (Started started = start(arguments)) {
      return started.running().end();
    }
  }

  /** Starts a command of the job. */
  Started start(Object... arguments) {
    String name = "withdrawals-" + UUID.randomUUID();
    List<String> command = new ArrayList<>(List.of(SCRIPT, "run", "--rm", "--name", name));
    command.addAll(options);
    command.add("withdrawals");
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    return new Started(name, Running.start(command, System.getenv(), ""));
  }

  /** Any other command of podman. */
  static Ended podman(String... arguments) {
    return script(Stream.concat(Stream.of("podman"), Stream.of(arguments)).toArray(String[]::new));
  }

  /** Removes what is left of containers. */
  static void removeAll() {
    script("stop");
  }

  private static Ended script(String... arguments) {
    List<String> command = Stream.concat(Stream.of(SCRIPT), Stream.of(arguments)).toList();
    try (Running running = Running.start(command, System.getenv(), "")) {
      return running.end();
    }
  }

  /** A container that runs; closing kills it. */
  record Started(String name, Running running) implements AutoCloseable {

    /** Stops it as an engine does: SIGTERM to its process 1, and SIGKILL after a minute. */
    Ended stop() {
      podman("stop", "--time", "60", name).exits(0);
      return running.end();
    }

    @Override
    public void close() {
      podman("kill", name);
      running.close();
    }
  }
}
