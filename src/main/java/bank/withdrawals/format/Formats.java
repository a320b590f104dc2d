package bank.withdrawals.format;

import bank.withdrawals.files.Home;
import bank.withdrawals.files.Printable;
import bank.withdrawals.format.YamlKeys.WrongFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The formats that exist: the default, {@code formats/NAME.yml} under the home directory, and the
 * built-in ones. A file of the home directory replaces the built-in format of its name.
 *
 * <p>The format of a file is the first that applies:
 *
 * <ol>
 *   <li>the one that a person names;
 *   <li>the one with the name of the directory under {@code input/} in which the file is;
 *   <li>the one whose pattern matches the name of the file. Only formats of the home directory have
 *       patterns. If several match, the file is refused;
 *   <li>the default.
 * </ol>
 *
 * <p>The directory is read again each time, so a format can be changed at any time. Thread-safe.
 */
@Component
public final class Formats {

  /** Chosen by name or directory only, so that none of them surprises anybody. */
  private static final List<String> BUILT_IN =
      List.of("semicolon", "totals-line", "unicode-text", "windows-1252", "xlsx");

  private final Home home;
  private final FormatDirectory own;

  public Formats(Home home) {
    this.home = home;
    this.own = new FormatDirectory(home.formats());
  }

  /**
   * One of the formats that exist.
   *
   * @param name by which it is chosen
   * @param origin the file it stands in, or {@code built in}
   * @param files its patterns of file names
   * @param description its own words
   * @param problem what is wrong with it; empty if nothing is
   */
  public record Listed(
      String name, String origin, List<String> files, String description, String problem) {}

  /**
   * Chooses the format of a file.
   *
   * @param name the name that a person gave, or null
   * @throws RefusedFileException if there is no such format, it is wrong, or several patterns match
   */
  public Format choose(Path file, @Nullable String name) throws RefusedFileException {
    if (name != null) {
      return find(name);
    }
    String ofDirectory = directoryUnderInput(file);
    if (ofDirectory != null && directories().contains(ofDirectory)) {
      return find(ofDirectory);
    }
    Path fileName = file.getFileName();
    List<String> matching = new ArrayList<>();
    for (String candidate : own.names()) {
      if (patterns(candidate).match(fileName == null ? "" : fileName.toString())) {
        matching.add(candidate);
      }
    }
    return switch (matching.size()) {
      case 0 -> new DefaultFormat();
      case 1 -> find(matching.get(0));
      default ->
          throw new RefusedFileException(
              "its name matches the patterns of several formats: %s; name one with --format, or"
                      .formatted(String.join(", ", matching))
                  + " correct their key files");
    };
  }

  /**
   * Finds a format by its name.
   *
   * @throws RefusedFileException if there is no such format, or it is wrong
   */
  public Format find(String name) throws RefusedFileException {
    if (name.equals(Format.DEFAULT_NAME)) {
      return new DefaultFormat();
    }
    return parse(name, text(name));
  }

  /**
   * The text of a format.
   *
   * @throws RefusedFileException if there is no such format, or its file cannot be read
   */
  public String text(String name) throws RefusedFileException {
    if (own.names().contains(name)) {
      return own.text(name);
    }
    if (!BUILT_IN.contains(name)) {
      throw new RefusedFileException(
          "there is no format %s; `formats list` shows all"
              .formatted(Printable.shortened(name, 64)));
    }
    String resource = "/formats/" + name + FormatDirectory.SUFFIX;
    try (InputStream in = Formats.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("Missing on the class path: " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * Makes a format of its stored name and text.
   *
   * @throws RefusedFileException if the text is not a format
   */
  public Format parse(String name, String text) throws RefusedFileException {
    if (name.equals(Format.DEFAULT_NAME)) {
      return new DefaultFormat();
    }
    return parsed(name, origin(name), text);
  }

  /**
   * Makes a format.
   *
   * @param origin where the text stands, for a sentence
   */
  static Format parsed(String name, String origin, String text) throws RefusedFileException {
    try {
      FormatDescription description = FormatFile.parse(text);
      return description.kind() == FormatDescription.Kind.XLSX
          ? new XlsxFormat(name, text, description)
          : new DelimitedFormat(name, text, description);
    } catch (WrongFormatException wrong) {
      throw new RefusedFileException(
          "its format is wrong, %s, line %d: %s"
              .formatted(origin, wrong.line(), wrong.getMessage()));
    }
  }

  /**
   * Whether a pattern of a format matches the name of a file. False if the patterns cannot be read;
   * {@link #choose} then refuses the file.
   */
  public boolean claims(String fileName) {
    return own.names().stream().anyMatch(name -> isClaimedBy(name, fileName));
  }

  private boolean isClaimedBy(String name, String fileName) {
    try {
      return patterns(name).match(fileName);
    } catch (RefusedFileException unreadable) {
      return false;
    }
  }

  /** Names of the directories under {@code input/} that choose a format. */
  public Set<String> directories() {
    Set<String> names = new TreeSet<>(BUILT_IN);
    names.addAll(own.names());
    return names;
  }

  /** All formats, sorted by name; also files that are meant to be formats but are not. */
  public List<Listed> list() {
    TreeMap<String, Listed> all = new TreeMap<>();
    for (String name : directories()) {
      all.put(name, listed(name));
    }
    for (String other : own.otherFiles()) {
      all.put(
          other,
          new Listed(
              other,
              origin(other),
              List.of(),
              "",
              "not a format; name the file NAME" + FormatDirectory.SUFFIX));
    }
    return List.copyOf(all.values());
  }

  private Listed listed(String name) {
    try {
      String text = text(name);
      parse(name, text);
      FormatDescription description = FormatFile.parse(text);
      return new Listed(
          name, origin(name), description.files().globs(), description.description(), "");
    } catch (RefusedFileException | WrongFormatException wrong) {
      return new Listed(name, origin(name), List.of(), "", String.valueOf(wrong.getMessage()));
    }
  }

  private String origin(String name) {
    if (own.names().contains(name)) {
      return "formats/" + name + FormatDirectory.SUFFIX;
    }
    return BUILT_IN.contains(name) ? "built in" : "formats/" + Printable.shortened(name, 64);
  }

  private FilePatterns patterns(String name) throws RefusedFileException {
    try {
      return FilePatterns.of(own.text(name));
    } catch (WrongFormatException wrong) {
      throw new RefusedFileException(
          "the patterns of the format in %s, line %d, cannot be read, and it may be that of this"
                  .formatted(origin(name), wrong.line())
              + " file: %s; correct it, or name a format with --format"
                  .formatted(wrong.getMessage()));
    }
  }

  /** The name of the directory if the file is directly in one under {@code input/}, or null. */
  private @Nullable String directoryUnderInput(Path file) {
    Path parent = FormatDirectory.real(file.toAbsolutePath().normalize().getParent());
    return parent != null
            && parent.getParent() != null
            && parent.getParent().equals(FormatDirectory.real(home.input()))
            && parent.getFileName() != null
        ? parent.getFileName().toString()
        : null;
  }
}
