package bank.withdrawals.rejects;

import bank.withdrawals.csv.CsvLine;
import bank.withdrawals.csv.RejectColumns;
import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
 *   <li>While rows are decided, each slice appends to a part of a name that nobody else uses. The
 *       part is forced to disk before each chunk's commit. The chunk saves its name and length in
 *       the execution context.
 *   <li>A restart begins another part. So a process that was frozen, and has lost its slice, can
 *       change nothing that counts.
 *   <li>{@link #assemble} sorts the rows of the saved parts by line into the error file.
 *   <li>{@link #finish} deletes all parts.
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
   * A writer that appends to a new part of one slice.
   *
   * @param slice its number, from 1
   * @param columns the names of the rows' cells
   */
  public ItemStreamWriter<RejectedRow> writer(int slice, List<String> columns) {
    FlatFileItemWriter<RejectedRow> writer =
        new PartWriter("%s.%d.%s%s".formatted(NAME, slice, UUID.randomUUID(), PART));
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

  /** Appends to one part, and saves it after the parts of the slice's former executions. */
  private final class PartWriter extends FlatFileItemWriter<RejectedRow> {

    private final String part;
    private List<SavedPart> former = List.of();

    PartWriter(String part) {
      super(ErrorFile::line);
      this.part = part;
      setResource(new FileSystemResource(directory.resolve(part)));
    }

    @Override
    public void open(ExecutionContext context) {
      former = SavedPart.of(context);
      try {
        OwnerOnlyFiles.createUnlinkedDirectory(directory);
        super.open(new ExecutionContext());
      } catch (IOException | ItemStreamException failure) {
        throw new ItemStreamException(
            "The error file %s cannot be written: nothing is lost, fix it and run again."
                .formatted(directory.resolve(part)),
            failure);
      }
    }

    @Override
    public void update(ExecutionContext context) {
      ExecutionContext own = new ExecutionContext();
      super.update(own);
      List<SavedPart> parts = new ArrayList<>(former);
      if (own.getLong(getExecutionContextKey("written")) > 0) {
        parts.add(new SavedPart(part, own.getLong(getExecutionContextKey("current.count"))));
      }
      SavedPart.save(parts, context);
    }
  }

  /**
   * Sorts the rows of the parts into the error file: all of it is written, or nothing. If all parts
   * are gone, or one of them and the error file exists, the error file was assembled before.
   *
   * @param saved the parts of all slices
   * @return the error file; empty if no row was rejected, or if somebody has taken it
   * @throws UncheckedIOException if a part is missing or damaged, or the file cannot be written
   */
  public Optional<Path> assemble(List<SavedPart> saved) {
    List<SavedPart> present =
        saved.stream()
            .filter(part -> Files.exists(part.in(directory), LinkOption.NOFOLLOW_LINKS))
            .toList();
    boolean exists = Files.exists(file);
    if (present.isEmpty() || (exists && present.size() < saved.size())) {
      return exists ? Optional.of(file) : Optional.empty();
    }
    saved.forEach(part -> OwnerOnlyFiles.refuseLink(part.in(directory)));
    try {
      OwnerOnlyFiles.replace(file, out -> ErrorFileParts.sort(saved, directory, out));
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
