package bank.withdrawals.intake;

import bank.withdrawals.files.Printable;
import bank.withdrawals.format.RefusedFileException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which control file belongs to which file. {@code NAME.csv.control} belongs to {@code NAME.csv}
 * beside it. A control file whose name differs only in case, or in how its accents are encoded,
 * belongs to it too: some systems do not distinguish such names. If more than one control file or
 * more than one file comes into question, nothing is guessed.
 */
final class ControlFiles {

  private static final String ENDING = ".control";

  private ControlFiles() {}

  /** The path of the control file of {@code file} with exactly its name, if it exists or not. */
  static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + ENDING);
  }

  /** Whether a file is named like a control file. */
  static boolean isNamedLikeOne(Path file) {
    return key(file).endsWith(ENDING);
  }

  /** The name of the file that a control file belongs to. */
  static String fileOf(Path control) {
    String name = control.getFileName().toString();
    return name.substring(0, name.length() - ENDING.length());
  }

  /** The same text for all names that differ only in case or in how accents are encoded. */
  static String key(Path file) {
    return key(file.getFileName().toString());
  }

  /** As {@link #key(Path)}, of a name. */
  static String key(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT);
  }

  /**
   * Finds the control file of a file, which itself may be gone.
   *
   * @throws RefusedFileException if several control files may be meant, or one may belong to
   *     several files
   * @throws IOException if the directory cannot be read
   */
  static Optional<Path> find(Path file) throws IOException, RefusedFileException {
    Candidates candidates = Candidates.of(file);
    if (candidates.controls().size() > 1) {
      throw new RefusedFileException(
          "it has more than one control file, %s; remove all but one"
              .formatted(names(candidates.controls())));
    }
    Optional<Path> only = candidates.controls().stream().findFirst();
    if (only.isPresent() && !candidates.files().isEmpty() && !only.get().equals(beside(file))) {
      throw new RefusedFileException(
          "the control file %s may also belong to %s; give it the exact name of its file"
              .formatted(Printable.name(only.get()), names(candidates.files())));
    }
    return only;
  }

  /** The control files that move with a file: all that belong to no other file. */
  static List<Path> movingWith(Path file) throws IOException {
    Candidates candidates = Candidates.of(file);
    return candidates.controls().stream()
        .filter(control -> candidates.files().isEmpty() || control.equals(beside(file)))
        .toList();
  }

  private static String names(List<Path> files) {
    return String.join(" and ", files.stream().map(Printable::name).sorted().toList());
  }

  /**
   * What is beside a file.
   *
   * @param controls the control files that may be its own; not those with the exact name of another
   *     file
   * @param files the other files whose names differ only in case
   */
  private record Candidates(List<Path> controls, List<Path> files) {

    static Candidates of(Path file) throws IOException {
      String fileKey = key(file);
      String controlKey = fileKey + ENDING;
      List<Path> controls = new ArrayList<>();
      List<Path> files = new ArrayList<>();
      for (Path entry : alike(file, fileKey, controlKey)) {
        if (key(entry).equals(controlKey)) {
          controls.add(entry);
        } else if (!entry.getFileName().equals(file.getFileName())) {
          files.add(entry);
        }
      }
      controls.removeIf(control -> files.stream().anyMatch(other -> beside(other).equals(control)));
      return new Candidates(controls, files);
    }

    private static List<Path> alike(Path file, String fileKey, String controlKey)
        throws IOException {
      List<Path> alike = new ArrayList<>();
      Path directory = file.resolveSibling("");
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          String key = key(entry);
          if (key.equals(fileKey) || key.equals(controlKey)) {
            alike.add(file.resolveSibling(entry.getFileName()));
          }
        }
      } catch (DirectoryIteratorException failed) {
        throw failed.getCause();
      } catch (NoSuchFileException | NotDirectoryException gone) {
        // A file in a directory that is gone has no control file.
      }
      return alike;
    }
  }
}
