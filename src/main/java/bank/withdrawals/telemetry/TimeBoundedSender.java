package bank.withdrawals.telemetry;

import io.micrometer.core.ipc.http.HttpSender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends metrics within a fixed time, which covers everything from the DNS lookup to the end of the
 * response. The first failure is logged once; no failure stops the run, because money does not
 * depend on metrics.
 */
final class TimeBoundedSender implements HttpSender {

  private static final Logger log = LoggerFactory.getLogger(TimeBoundedSender.class);

  private static final int OK = 200;
  private static final int FIRST_ERROR = 300;

  private final String receiver;
  private final Duration timeout;
  private final AtomicBoolean warned = new AtomicBoolean();
  private final HttpClient client;

  /**
   * A sender to one receiver.
   *
   * @param receiver what the log calls it
   */
  TimeBoundedSender(String receiver, Duration timeout) {
    this.receiver = receiver;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  @Override
  public Response send(Request request) {
    try {
      HttpRequest.Builder http =
          HttpRequest.newBuilder(URI.create(request.getUrl().toString()))
              .timeout(timeout)
              .method(
                  request.getMethod().name(),
                  HttpRequest.BodyPublishers.ofByteArray(request.getEntity()));
      request.getRequestHeaders().forEach(http::header);
      int status = send(http.build());
      if (status < OK || status >= FIRST_ERROR) {
        warn("it answered " + status);
      }
    } catch (IOException | TimeoutException | IllegalArgumentException failure) {
      warn(reason(failure));
      log.debug("Metrics not sent", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    // Always OK, because Micrometer would log a stack trace for every failure.
    return new Response(OK, Response.NO_RESPONSE_BODY);
  }

  private int send(HttpRequest request) throws IOException, TimeoutException, InterruptedException {
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof IOException io ? io : new IOException(failure.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  /** A few words for the screen; the log has the exception. */
  private static String reason(Exception failure) {
    if (failure instanceof TimeoutException || failure instanceof HttpTimeoutException) {
      return "it did not answer in time";
    }
    return failure instanceof IOException ? "no connection" : "its address cannot be used";
  }

  private void warn(String reason) {
    if (warned.compareAndSet(false, true)) {
      log.warn(
          "Metrics do not reach the {} ({}). The run continues without them.", receiver, reason);
    }
  }
}
