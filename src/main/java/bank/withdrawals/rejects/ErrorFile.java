package bank.withdrawals.rejects;

import bank.withdrawals.csv.CsvLine;
import bank.withdrawals.csv.RejectColumns;
import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.ItemStreamWriter;
import org.springframework.batch.infrastructure.item.file.FlatFileItemWriter;
import org.springframework.core.io.FileSystemResource;

/**
 * The error file of one run, {@code rejects.csv} in the run's folder.
 *
 * <ol>
 *   <li>While rows are decided, each slice appends to a part: {@code rejects.csv.part}, or {@code
 *       rejects.csv.1of4.part} and so on. A part is forced to disk before each chunk's commit, and
 *       cut back to the last commit on restart.
 *   <li>{@link #assemble} sorts the rows of the parts by line into the error file.
 *   <li>{@link #finish} deletes the parts.
 * </ol>
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
   * A writer that appends to the part of one slice.
   *
   * @param slice its number, from 1
   * @param slices how many there are
   * @param columns the names of the rows' cells
   */
  public ItemStreamWriter<RejectedRow> writer(int slice, int slices, List<String> columns) {
    String part = slices == 1 ? "" : ".%dof%d".formatted(slice, slices);
    FlatFileItemWriter<RejectedRow> writer = new PartWriter(directory.resolve(NAME + part + PART));
    writer.setName("rejects");
    writer.setEncoding("UTF-8");
    writer.setLineSeparator("\n");
    writer.setForceSync(true);
    writer.setHeaderCallback(
        header -> header.write(CsvLine.of(withAdded(columns, RejectColumns.NAMES))));
    return writer;
  }

  /** The row's cells as they were read, then its line, the reason and the message. */
  static String line(RejectedRow rejected) {
    return CsvLine.of(
        withAdded(
            rejected.row().cells(),
            List.of(
                Long.toString(rejected.row().line()),
                rejected.rejected().reason().name(),
                rejected.rejected().message())));
  }

  private static List<String> withAdded(List<String> cells, List<String> added) {
    return Stream.concat(cells.stream(), added.stream()).toList();
  }

  /** Refuses a link before it opens the part, because opening may cut off what is there. */
  private final class PartWriter extends FlatFileItemWriter<RejectedRow> {

    private final Path part;

    PartWriter(Path part) {
      super(ErrorFile::line);
      this.part = part;
      setResource(new FileSystemResource(part));
    }

    @Override
    public void open(ExecutionContext context) {
      try {
        OwnerOnlyFiles.createUnlinkedDirectory(directory);
      } catch (IOException failure) {
        throw new UncheckedIOException("The error file cannot be written: " + part, failure);
      }
      OwnerOnlyFiles.refuseLink(part);
      try {
        super.open(context);
      } catch (ItemStreamException failure) {
        throw new ItemStreamException(
            "The error file %s cannot be written: nothing is lost, fix it and run again."
                .formatted(part),
            failure);
      }
    }
  }

  /**
   * Sorts the parts, finished or not, into the error file: all of it is written, or nothing.
   *
   * @param rejected number of rejected rows; if it is 0, no error file is written
   * @return the error file; empty if no row was rejected
   * @throws UncheckedIOException if the file cannot be written
   */
  public Optional<Path> assemble(long rejected) {
    List<Path> parts = parts();
    if (rejected == 0 || parts.isEmpty()) {
      return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }
    parts.forEach(OwnerOnlyFiles::refuseLink);
    try {
      OwnerOnlyFiles.replace(file, out -> ErrorFileParts.sort(parts, directory, out));
      return Optional.of(file);
    } catch (IOException failure) {
      throw new UncheckedIOException("The error file cannot be written: " + file, failure);
    }
  }

  /** Deletes the parts. Call it when every row is decided and the error file is written. */
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
