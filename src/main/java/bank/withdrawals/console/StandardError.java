package bank.withdrawals.console;

import bank.withdrawals.telemetry.LogLines;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.StringUtils;

/**
 * Where sentences and progress go: to stderr as text, or as lines of the log where that is JSON
 * there, so that whoever collects it meets nothing else. The log itself may not be open yet.
 */
public final class StandardError {

  private static final String SCREEN_FORMAT = "logging.structured.format.console";
  private static final String FILE_FORMAT = "logging.structured.format.file";

  private static @Nullable StructuredLogEncoder screen;

  private StandardError() {}

  /**
   * Opens what the settings ask for. Spring Boot would print a stack trace for a format it does not
   * know.
   *
   * @throws CommandFailedException where a format is none
   */
  public static void requireFormats() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "fields",
                Map.of(
                    "spring.application.name",
                    "withdrawals",
                    "spring.application.pid",
                    ProcessHandle.current().pid(),
                    "logging.structured.json.customizer",
                    LogLines.class.getName())));
    encoder(environment, FILE_FORMAT);
    screen = encoder(environment, SCREEN_FORMAT);
  }

  /** Whether every line is to be JSON. */
  public static boolean isJson() {
    return screen != null;
  }

  /**
   * For whole lines, each out at once.
   *
   * @param level of the lines where they are JSON
   */
  public static PrintWriter writer(Level level) {
    StructuredLogEncoder json = screen;
    return json == null
        ? new PrintWriter(System.err, true, StandardCharsets.UTF_8)
        : new PrintWriter(new JsonLines(json, level), true);
  }

  private static @Nullable StructuredLogEncoder encoder(Environment environment, String setting) {
    String format = environment.getProperty(setting);
    if (!StringUtils.hasText(format)) {
      return null;
    }
    LoggerContext context = new LoggerContext();
    context.putObject(Environment.class.getName(), environment);
    StructuredLogEncoder encoder = new StructuredLogEncoder();
    encoder.setContext(context);
    encoder.setFormat(format);
    try {
      encoder.start();
    } catch (IllegalArgumentException | IllegalStateException unknown) {
      throw new CommandFailedException(
          "Setting %s must be ecs, gelf or logstash, not %s.".formatted(setting, format), unknown);
    }
    return encoder;
  }

  /** Makes a log line of every line. */
  private static final class JsonLines extends Writer {

    private final Logger logger = (Logger) LoggerFactory.getLogger("bank.withdrawals");
    private final StringBuilder line = new StringBuilder();
    private final StructuredLogEncoder encoder;
    private final Level level;

    JsonLines(StructuredLogEncoder encoder, Level level) {
      this.encoder = encoder;
      this.level = level;
    }

    @Override
    public void write(char[] characters, int offset, int length) {
      for (int i = offset; i < offset + length; i++) {
        if (characters[i] == '\n') {
          print();
        } else {
          line.append(characters[i]);
        }
      }
    }

    private void print() {
      String text = line.toString().strip();
      line.setLength(0);
      if (!text.isEmpty()) {
        byte[] json =
            encoder.encode(
                new LoggingEvent(StandardError.class.getName(), logger, level, text, null, null));
        System.err.write(json, 0, json.length);
        System.err.flush();
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
