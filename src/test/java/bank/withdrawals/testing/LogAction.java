package bank.withdrawals.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/** Acts on a message, on the thread that logs it, and lets other threads log meanwhile. */
public final class LogAction extends UnsynchronizedAppenderBase<ILoggingEvent>
    implements AutoCloseable {

  /** How long the embedded broker does not know what its controller has decided. */
  private static final long GAP_MS = 300;

  private final Logger logger;
  private final String text;
  private final Runnable action;
  private final AtomicInteger hits = new AtomicInteger();

  private LogAction(Logger logger, String text, Runnable action) {
    this.logger = logger;
    this.text = text;
    this.action = action;
  }

  /** Acts on each message of a logger with a text in it. */
  public static LogAction at(String logger, String text, Runnable action) {
    Logger of = (Logger) LoggerFactory.getLogger(logger);
    LogAction appender = new LogAction(of, text, action);
    of.setLevel(Level.DEBUG);
    of.setAdditive(false);
    of.addAppender(appender);
    appender.start();
    return appender;
  }

  /** Lets the embedded broker know late what it leads, as a busy machine does. */
  public static LogAction slowMetadata() {
    return at(
        "kafka.server.metadata.BrokerMetadataPublisher",
        "Publishing metadata at offset",
        () -> {
          try {
            TimeUnit.MILLISECONDS.sleep(GAP_MS);
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** How often it has acted. */
  public int hits() {
    return hits.get();
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getFormattedMessage().contains(text)) {
      hits.incrementAndGet();
      action.run();
    }
  }
}
