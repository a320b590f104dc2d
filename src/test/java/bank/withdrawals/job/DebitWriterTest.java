package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import bank.withdrawals.rejects.ErrorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.infrastructure.item.ExecutionContext;

class DebitWriterTest {

  @TempDir Path directory;

  /** Another process has the slice by now, and writes this part. */
  @Test
  void withoutTheLockThePartOfTheErrorFileIsNotOpened() throws IOException {
    Path part = directory.resolve("rejects.csv.1of2.part");
    Files.writeString(part, "rows of the other process");
    DebitWriter writer =
        new DebitWriter(
            1,
            LocalDate.EPOCH,
            null,
            new ErrorFile(directory).writer(1, 2, List.of("request_id")),
            null,
            () -> {
              throw new IllegalStateException("lost");
            });
    assertThatIllegalStateException().isThrownBy(() -> writer.open(new ExecutionContext()));
    assertThat(part).hasContent("rows of the other process");
  }
}
