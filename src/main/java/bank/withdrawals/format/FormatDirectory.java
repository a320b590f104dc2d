package bank.withdrawals.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory with the formats of an installation, {@code NAME.yml} each.
 *
 * @param path it need not exist
 */
record FormatDirectory(Path path) {

  static final String SUFFIX = ".yml";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** Names of the formats, sorted. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (String file : files()) {
      if (isFormat(file)) {
        names.add(file.substring(0, file.length() - SUFFIX.length()));
      }
    }
    return names;
  }

  /** Names of the files that are not formats, sorted. */
  List<String> otherFiles() {
    return files().stream().filter(file -> !isFormat(file)).sorted().toList();
  }

  private static boolean isFormat(String file) {
    return file.endsWith(SUFFIX)
        && NAME.matcher(file.substring(0, file.length() - SUFFIX.length())).matches()
        && !file.equals(Format.DEFAULT_NAME + SUFFIX);
  }

  private List<String> files() {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "The directory %s cannot be read: correct its permissions.".formatted(path), failure);
    }
  }

  /**
   * The text of a format.
   *
   * @throws RefusedFileException if its file cannot be read
   */
  String text(String name) throws RefusedFileException {
    Path file = path.resolve(name + SUFFIX);
    try {
      if (Files.size(file) > 4L * YamlKeys.MOST_CHARS) {
        throw new RefusedFileException(
            "the format in %s is too long".formatted("formats/" + name + SUFFIX));
      }
      byte[] bytes = Files.readAllBytes(file);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException wrong) {
      throw new RefusedFileException(
          "the format in %s is not UTF-8; save it as UTF-8".formatted("formats/" + name + SUFFIX));
    } catch (IOException failure) {
      throw new RefusedFileException(
          "the format in %s cannot be read; correct its permissions"
              .formatted("formats/" + name + SUFFIX));
    }
  }

  /** A path without links, if it exists. */
  static @Nullable Path real(@Nullable Path path) {
    try {
      return path == null ? null : path.toRealPath();
    } catch (IOException missing) {
      return path;
    }
  }
}
