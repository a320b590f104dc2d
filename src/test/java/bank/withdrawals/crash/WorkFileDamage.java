package bank.withdrawals.crash;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.springframework.util.FileSystemUtils;

/** What happens to a work file between a kill and the next start. */
final class WorkFileDamage {

  private final Path work;
  private final Random random;

  WorkFileDamage(Path home, long seed) {
    this.work = home.resolve("data").resolve("work");
    this.random = new Random(seed);
  }

  /** Leaves the work files as they are, deletes them, or changes one byte of each. */
  String strike() throws IOException {
    int choice = random.nextInt(4);
    if (choice < 2 || !Files.isDirectory(work)) {
      return "unchanged";
    }
    boolean any = false;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(work)) {
      for (Path file : files) {
        Path rows = file.resolve("rows");
        if (choice == 2) {
          FileSystemUtils.deleteRecursively(file);
          any = true;
        } else if (Files.exists(rows) && Files.size(rows) > 0) {
          flip(rows);
          any = true;
        }
      }
    }
    if (!any) {
      return "unchanged";
    }
    return choice == 2 ? "gone" : "damaged";
  }

  private void flip(Path rows) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(rows.toFile(), "rw")) {
      long at = (long) (random.nextDouble() * bytes.length());
      bytes.seek(at);
      int before = bytes.read();
      bytes.seek(at);
      bytes.write(before ^ 0x55);
    }
  }
}
