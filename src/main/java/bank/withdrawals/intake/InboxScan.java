package bank.withdrawals.intake;

import bank.withdrawals.files.Printable;
import bank.withdrawals.intake.Unprocessed.Reason;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks at what is in the inbox, by names alone:
 *
 * <ol>
 *   <li>Hidden entries do not count.
 *   <li>An input file is one that the selection expects, directly in the inbox or in a directory of
 *       the selection. A directory, link or pipe of such a name counts too: inspection refuses it.
 *   <li>A control file belongs to its file, whatever the case of the names. One without a file is
 *       named.
 *   <li>Any other file is named, and so is a directory that holds files. {@code samples/} is not:
 *       it comes with the program.
 * </ol>
 */
final class InboxScan {

  /** The order in which files are processed: by name, then by place. */
  static final Comparator<Path> ORDER =
      Comparator.comparing((Path file) -> file.getFileName().toString())
          .thenComparing(Path::toString);

  private static final String SAMPLES = "samples";
  private static final int DEEPEST = 8;
  private static final Pattern PACKED = Pattern.compile(".*\\.(gz|tgz|zip|bz2|xz|zst|7z|rar|tar)");
  private static final Pattern SPREADSHEET = Pattern.compile(".*\\.(xlsx|xlsm|xls|ods|numbers)");
  private static final Pattern UPLOAD =
      Pattern.compile(".*\\.(part|partial|tmp|temp|filepart|crdownload|upload)");

  private final Path inputDir;
  private final InboxSelection selection;

  InboxScan(Path inputDir, InboxSelection selection) {
    this.inputDir = inputDir;
    this.selection = selection;
  }

  /**
   * What is there, sorted.
   *
   * @param files the input files
   * @param others everything else that is worth a sentence
   */
  record Found(List<Path> files, List<Unprocessed> others) {}

  /**
   * Looks once.
   *
   * @throws IOException if the inbox cannot be read
   */
  Found look() throws IOException {
    Found found = new Found(new ArrayList<>(), new ArrayList<>());
    look(inputDir, found);
    for (String name : selection.directories()) {
      Path directory = inputDir.resolve(name);
      if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        lookInto(directory, found);
      }
    }
    found.files().sort(ORDER);
    found.others().sort(Comparator.comparing(Unprocessed::path, ORDER));
    return found;
  }

  /** The path of a file as a person names it: {@code input/daily.csv}. */
  String name(Path file) {
    Path place = inputDir.getFileName();
    return (place == null ? inputDir : place).resolve(inputDir.relativize(file)).toString();
  }

  /** One directory that cannot be read must not keep the other files from being run. */
  private void lookInto(Path directory, Found found) {
    try {
      look(directory, found);
    } catch (IOException unreadable) {
      found.others().add(of(directory, Reason.DIRECTORY, "it cannot be read; fix its permissions"));
    }
  }

  private void look(Path directory, Found found) throws IOException {
    List<Path> entries = entries(directory);
    Set<String> keys = new HashSet<>();
    entries.forEach(entry -> keys.add(ControlFiles.key(entry)));
    for (Path entry : entries) {
      if (selection.isExpected(inputDir.relativize(entry))) {
        found.files().add(entry);
      } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        if (!isOfSelection(entry) && holdsFiles(entry)) {
          found.others().add(of(entry, Reason.DIRECTORY, elsewhere()));
        }
      } else if (ControlFiles.isNamedLikeOne(entry)) {
        if (!keys.contains(ControlFiles.key(ControlFiles.fileOf(entry)))) {
          found.others().add(of(entry, Reason.CONTROL_ALONE, alone(entry)));
        }
      } else {
        found.others().add(of(entry, Reason.NOT_EXPECTED, hint(entry)));
      }
    }
  }

  private static List<Path> entries(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, InboxScan::isVisible)) {
      all.forEach(entries::add);
    } catch (DirectoryIteratorException failed) {
      throw failed.getCause();
    }
    return entries;
  }

  private static boolean isVisible(Path entry) {
    return !entry.getFileName().toString().startsWith(".");
  }

  private boolean isOfSelection(Path directory) {
    String name = directory.getFileName().toString();
    return inputDir.equals(directory.getParent())
        && (name.equals(SAMPLES) || selection.directories().contains(name));
  }

  /** Whether a file is in a directory or below; true if nobody can say. */
  private static boolean holdsFiles(Path directory) {
    try (Stream<Path> below = Files.walk(directory, DEEPEST)) {
      return below.anyMatch(
          entry -> isVisible(entry) && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException | java.io.UncheckedIOException unreadable) {
      return true;
    }
  }

  private Unprocessed of(Path entry, Reason reason, String why) {
    return new Unprocessed(entry, reason, "%s %s".formatted(Printable.text(name(entry)), why));
  }

  private String elsewhere() {
    String more =
        selection.directories().isEmpty()
            ? ""
            : " and in its directories "
                + String.join(", ", selection.directories().stream().sorted().toList());
    return "is not processed: files directly in %s/%s are; move its files there."
        .formatted(inputDir.getFileName(), more);
  }

  private static String alone(Path control) {
    return "has no file: drop %s, or remove this one."
        .formatted(Printable.text(ControlFiles.fileOf(control)));
  }

  private String hint(Path entry) {
    String name = entry.getFileName().toString().toLowerCase(Locale.ROOT);
    if (PACKED.matcher(name).matches()) {
      return "is not processed: it is packed; unpack it.";
    }
    if (SPREADSHEET.matcher(name).matches()) {
      return "is not processed: no format takes this name; save it as CSV, or describe it by a format (`formats suggest FILE`).";
    }
    if (UPLOAD.matcher(name).matches()) {
      return "is not processed: it is named like an unfinished upload; rename it when it is complete.";
    }
    return name.contains(".csv")
        ? "is not processed: its name does not end in .csv; rename it."
        : "is not processed: no format takes this name; rename it, or remove it.";
  }
}
