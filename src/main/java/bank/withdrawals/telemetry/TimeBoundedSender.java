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
 * Sends metrics and lets nobody wait: a receiver has a fixed time for all of it, from the search
 * for its address to the end of its answer. What goes wrong is told once and is no failure, for
 * money does not depend on it.
 */
final class TimeBoundedSender implements HttpSender {

  private static final Logger log = LoggerFactory.getLogger(TimeBoundedSender.class);

  private static final int OK = 200;
  private static final int FIRST_ERROR = 300;

  private final String receiver;
  private final Duration timeout;
  private final AtomicBoolean told = new AtomicBoolean();
  private final HttpClient client;

  /**
   * To one receiver.
   *
   * @param receiver what it is, for the log
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
        tell("it answered " + status);
      }
    } catch (IOException | TimeoutException | IllegalArgumentException failure) {
      tell(reason(failure));
      log.debug("Metrics not sent", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    // A failure of ours, or Micrometer would log a stack trace for each.
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

  /** In words; the log has the rest. */
  private static String reason(Exception failure) {
    if (failure instanceof TimeoutException || failure instanceof HttpTimeoutException) {
      return "it did not answer in time";
    }
    return failure instanceof IOException ? "no connection" : "its address cannot be used";
  }

  private void tell(String reason) {
    if (told.compareAndSet(false, true)) {
      log.warn("Metrics do not reach the {} ({}). The run goes on without.", receiver, reason);
    }
  }
}
