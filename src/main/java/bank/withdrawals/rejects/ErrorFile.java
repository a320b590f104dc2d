package bank.withdrawals.rejects;

import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.ItemStreamWriter;
import org.springframework.batch.infrastructure.item.file.FlatFileItemWriter;
import org.springframework.core.io.FileSystemResource;

/**
 * The error file of one run, {@code <run's folder>/rejects.csv}. While rows are still being decided
 * it grows as {@code rejects.csv.part}, or {@code rejects.csv.1of4.part} and so on, forced to disk
 * before each chunk's commit and cut back to the last commit on restart.
 */
public final class ErrorFile {

  private static final String NAME = "rejects.csv";
  private static final String PART = ".part";

  private final Path directory;
  private final Path file;

  /** The error file in {@code directory}, the folder of one run. */
  public ErrorFile(Path directory) {
    this.directory = directory;
    this.file = directory.resolve(NAME);
  }

  /**
   * The writer of a growing part.
   *
   * @param part its name, empty where it is the only one
   * @param columns names of the rows' cells, asked for when the part is begun
   */
  public ItemStreamWriter<RejectedRow> writer(String part, Supplier<List<String>> columns) {
    FlatFileItemWriter<RejectedRow> writer =
        new PartWriter(directory.resolve(NAME + (part.isEmpty() ? "" : "." + part) + PART));
    writer.setName("rejects");
    writer.setEncoding("UTF-8");
    writer.setLineSeparator("\n");
    writer.setForceSync(true);
    writer.setHeaderCallback(header -> header.write(ErrorFileLine.header(columns.get())));
    return writer;
  }

  /** Looks where it writes before it opens, which may cut off what is there. */
  private final class PartWriter extends FlatFileItemWriter<RejectedRow> {

    private final Path part;

    PartWriter(Path part) {
      super(new ErrorFileLine());
      this.part = part;
      setResource(new FileSystemResource(part));
    }

    @Override
    public void open(ExecutionContext context) {
      try {
        OwnerOnlyFiles.directoryOfOurs(directory);
      } catch (IOException failure) {
        throw new UncheckedIOException("The error file cannot be written: " + part, failure);
      }
      OwnerOnlyFiles.refuseLink(part);
      try {
        super.open(context);
      } catch (ItemStreamException failure) {
        throw new ItemStreamException(
            "The error file %s cannot be written: nothing is lost, mend it and run again."
                .formatted(part),
            failure);
      }
    }
  }

  /**
   * Makes the parts, as far as they have come, the error file, in line order: whole or not at all.
   *
   * @param rejected how many rows were rejected; with none there is no error file
   * @return the error file, or empty where nothing was rejected
   * @throws UncheckedIOException where the disk does not take it
   */
  public Optional<Path> assemble(long rejected) {
    List<Path> parts = parts();
    if (rejected == 0 || parts.isEmpty()) {
      return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }
    parts.forEach(OwnerOnlyFiles::refuseLink);
    try {
      OwnerOnlyFiles.replace(file, out -> ErrorFileParts.merge(parts, out));
      return Optional.of(file);
    } catch (IOException failure) {
      throw new UncheckedIOException("The error file cannot be written: " + file, failure);
    }
  }

  /** Drops the parts: every row is decided and the error file is there. */
  public void finish() {
    for (Path part : parts()) {
      try {
        Files.deleteIfExists(part);
      } catch (IOException failure) {
        throw new UncheckedIOException(
            "The part of the error file cannot be deleted: " + part, failure);
      }
    }
  }

  private List<Path> parts() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(ErrorFile::isPart).sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException("The folder cannot be read: " + directory, failure);
    }
  }

  private static boolean isPart(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(NAME + ".") && name.endsWith(PART);
  }
}
