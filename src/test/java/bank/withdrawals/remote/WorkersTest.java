package bank.withdrawals.remote;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.job.GracefulShutdown;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.WithdrawalsTester;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A manager and workers share runs: each is an application context over the same stores. */
class WorkersTest {

  private static final int ACCOUNTS = 40;

  private static WithdrawalsTester manager;
  private static WithdrawalsTester worker;

  @BeforeAll
  static void start() {
    Map<String, String> database = TestPostgres.newDatabase();
    Map<String, Object> settings = new HashMap<>();
    settings.put("withdrawals.workers.topic", "requests-" + UUID.randomUUID());
    settings.put("withdrawals.workers.poll-interval", "50ms");
    settings.put("withdrawals.job.workers", "remote");
    settings.put("withdrawals.job.slice-rows", 10);
    settings.put("withdrawals.job.chunk-size", 2);
    manager = WithdrawalsTester.over(database, settings);
    settings.put("withdrawals.home", manager.home().toString());
    settings.put("withdrawals.publishing.topic", manager.topic());
    worker = WithdrawalsTester.over(database, settings);
  }

  @AfterAll
  static void stop() {
    worker.close();
    manager.close();
  }

  @Test
  void debits() {
    CompletableFuture<Void> working = work();
    Path file = file();

    Summary summary = manager.run(file);

    assertThat(summary.status()).as(summary.message()).isEqualTo(RunStatus.COMPLETED);
    worker.get(GracefulShutdown.class).stop();
    working.join();
  }

  private static CompletableFuture<Void> work() {
    return CompletableFuture.runAsync(
        () -> {
          try {
            worker.get(Worker.class).work(2, null);
          } catch (Exception failure) {
            throw new IllegalStateException(failure);
          }
        });
  }

  private static Path file() {
    for (int i = 1; i <= ACCOUNTS; i++) {
      manager.account(i, "100");
    }
    List<String> rows =
        IntStream.range(0, 5 * ACCOUNTS)
            .mapToObj(i -> "r%d,%d,%d".formatted(i, 1 + i % ACCOUNTS, 1 + i % 30))
            .toList();
    return manager.file("file.csv", rows);
  }
}
