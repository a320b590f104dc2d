package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import bank.withdrawals.rejects.ErrorFile;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.infrastructure.item.ExecutionContext;

class DebitWriterTest {

  @TempDir Path directory;

  /** The run may be over, and its folder complete. */
  @Test
  void withoutTheLockNoPartOfTheErrorFileIsBegun() {
    DebitWriter writer =
        new DebitWriter(
            1,
            LocalDate.EPOCH,
            null,
            new ErrorFile(directory).writer(1, List.of("request_id")),
            null,
            () -> {
              throw new IllegalStateException("lost");
            });
    assertThatIllegalStateException().isThrownBy(() -> writer.open(new ExecutionContext()));
    assertThat(directory).isEmptyDirectory();
  }
}
