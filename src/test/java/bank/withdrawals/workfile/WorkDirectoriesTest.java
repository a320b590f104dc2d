package bank.withdrawals.workfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import bank.withdrawals.domain.WithdrawalRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process loses the run lock while it makes a work file, and its successor makes the same. */
class WorkDirectoriesTest {

  private static final long RUN = 20261127021330123L;

  @TempDir Path home;

  private final AtomicBoolean lost = new AtomicBoolean();

  private WorkDirectories first() {
    return new WorkDirectories(
        home.resolve("work"),
        () -> {
          if (lost.get()) {
            throw new IllegalStateException("lost");
          }
        });
  }

  private WorkDirectories successor() {
    return new WorkDirectories(home.resolve("work"), () -> {});
  }

  @Test
  void aCompleteWorkFileIsAloneInItsPlace() throws IOException {
    Files.createDirectories(home.resolve("work/20261126000000000.123456"));
    WorkFile made = make(successor());
    assertThat(made.directory()).isEqualTo(successor().of(RUN));
    made.verify();
    assertThat(home.resolve("work").toFile().list()).containsExactly(Long.toString(RUN));
  }

  /** However far the first has come. */
  @ParameterizedTest
  @ValueSource(strings = {"begun", "written", "complete"})
  void aProcessThatHasLostTheLockChangesNothing(String progress) throws IOException {
    Path own = first().create(RUN);
    try (WorkFileWriter writer = new WorkFileWriter(own, 1)) {
      writer.add(row(1));
      WorkFile late = null;
      if (progress.equals("complete")) {
        writer.add(row(2));
        late = writer.finish(List.of("request_id"));
      }
      if (progress.equals("written")) {
        writer.add(row(2));
      }
      lost.set(true);
      WorkFile other = make(successor());
      Object before = key(other);
      if (late == null) {
        assertThatIOException().isThrownBy(() -> writer.finish(List.of("request_id")));
      } else {
        WorkFile made = late;
        assertThatExceptionOfType(IllegalStateException.class)
            .isThrownBy(() -> first().complete(RUN, made));
      }
      assertThat(key(other)).isEqualTo(before);
    }
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> first().create(RUN));
    WorkFile.open(successor().of(RUN)).verify();
    assertThat(home.resolve("work").toFile().list()).containsExactly(Long.toString(RUN));
  }

  /** The first was frozen between its look at the lock and the rename. */
  @Test
  void anIntactWorkFileIsNotReplaced() throws IOException {
    WorkFile other = make(successor());
    Object before = key(other);
    assertThat(key(make(successor()))).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rows", "index.json"})
  void aDamagedWorkFileIsReplaced(String part) throws IOException {
    Path file = make(successor()).directory().resolve(part);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    make(successor()).verify();
    assertThat(Files.readAllBytes(file)).isNotEqualTo(bytes);
  }

  private static WorkFile make(WorkDirectories directories) throws IOException {
    try (WorkFileWriter writer = new WorkFileWriter(directories.create(RUN), 1)) {
      writer.add(row(1));
      writer.add(row(2));
      return directories.complete(RUN, writer.finish(List.of("request_id")));
    }
  }

  private static Object key(WorkFile file) throws IOException {
    return Files.getAttribute(file.directory(), "unix:ino");
  }

  private static WithdrawalRow row(long line) {
    return new WithdrawalRow(
        line, line, "r" + line, Long.toString(line), "", "1.00", "EUR", List.of("r" + line), false);
  }
}
