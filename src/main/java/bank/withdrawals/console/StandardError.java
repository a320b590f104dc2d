package bank.withdrawals.console;

import bank.withdrawals.telemetry.LogLines;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Prints sentences and progress to standard error. They are text, or JSON log lines if the settings
 * ask for a JSON log there: a log collector then reads JSON only. It works before Spring Boot has
 * opened the log.
 */
public final class StandardError {

  private static final String SCREEN_FORMAT = "logging.structured.format.console";
  private static final String FILE_FORMAT = "logging.structured.format.file";

  private final PrintStream stream;
  private final @Nullable StructuredLogEncoder json;

  private StandardError(PrintStream stream, @Nullable StructuredLogEncoder json) {
    this.stream = stream;
    this.json = json;
  }

  /**
   * Standard error of {@code shell}, in the format that its settings ask for. Spring Boot would
   * print a stack trace for a format that it does not know.
   *
   * @throws CommandFailedException if a setting names an unknown format
   */
  public static StandardError of(Shell shell) {
    ConfigurableEnvironment settings = shell.settings();
    settings
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
    encoder(settings, FILE_FORMAT);
    return new StandardError(shell.err(), encoder(settings, SCREEN_FORMAT));
  }

  /** Whether every line is JSON. */
  public boolean isJson() {
    return json != null;
  }

  /**
   * A writer of whole lines that flushes each of them.
   *
   * @param level the log level of the lines if they are JSON
   */
  public PrintWriter writer(Level level) {
    return json == null
        ? new PrintWriter(stream, true, StandardCharsets.UTF_8)
        : new PrintWriter(new JsonLines(stream, json, level), true);
  }

  private static @Nullable StructuredLogEncoder encoder(Environment settings, String setting) {
    String format = settings.getProperty(setting);
    if (!StringUtils.hasText(format)) {
      return null;
    }
    LoggerContext context = new LoggerContext();
    context.putObject(Environment.class.getName(), settings);
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

  /** Turns every line into a log line. */
  private static final class JsonLines extends Writer {

    private final Logger logger = (Logger) LoggerFactory.getLogger("bank.withdrawals");
    private final StringBuilder line = new StringBuilder();
    private final PrintStream stream;
    private final StructuredLogEncoder encoder;
    private final Level level;

    JsonLines(PrintStream stream, StructuredLogEncoder encoder, Level level) {
      this.stream = stream;
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
        byte[] bytes =
            encoder.encode(
                new LoggingEvent(StandardError.class.getName(), logger, level, text, null, null));
        stream.write(bytes, 0, bytes.length);
        stream.flush();
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
