package bank.withdrawals.rejects;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * A part of the error file, as committed. What comes after that in the file does not count.
 *
 * @param name the name of the file
 * @param length its committed length in bytes
 */
public record SavedPart(String name, long length) {

  private static final String KEY = "rejects.parts";

  /** The parts of a slice, in order. */
  public static List<SavedPart> of(ExecutionContext context) {
    return context.getString(KEY, "").lines().map(SavedPart::parse).toList();
  }

  /** Saves the parts of a slice: a line for each with its length and its name. */
  static void save(List<SavedPart> parts, ExecutionContext context) {
    context.putString(
        KEY,
        parts.stream()
            .map(part -> part.length() + " " + part.name())
            .collect(Collectors.joining("\n")));
  }

  private static SavedPart parse(String line) {
    int space = line.indexOf(' ');
    return new SavedPart(line.substring(space + 1), Long.parseLong(line.substring(0, space)));
  }

  Path in(Path directory) {
    return directory.resolve(name);
  }
}
