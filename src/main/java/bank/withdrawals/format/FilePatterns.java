package bank.withdrawals.format;

import bank.withdrawals.format.YamlKeys.WrongFormatException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Patterns of file names, such as {@code PAYOUT-*.csv}.
 *
 * @param globs as {@link FileSystem#getPathMatcher} reads them after {@code glob:}
 */
record FilePatterns(List<String> globs) {

  /** The line of the patterns and the lines that belong to it. */
  private static final Pattern FILES = Pattern.compile("(?m)^files\\s*:.*(\\R[ \\t-].*)*");

  static final FilePatterns NONE = new FilePatterns(List.of());

  FilePatterns {
    globs = List.copyOf(globs);
  }

  /**
   * Reads the key {@code files}.
   *
   * @throws WrongFormatException if it is wrong
   */
  static FilePatterns read(YamlKeys keys) throws WrongFormatException {
    List<String> globs = keys.texts("files");
    for (String glob : globs) {
      try {
        if (glob.indexOf('/') >= 0) {
          throw keys.fault("files", "must be patterns of file names, without directories");
        }
        FileSystems.getDefault().getPathMatcher("glob:" + glob);
      } catch (PatternSyntaxException wrong) {
        throw keys.fault("files", "must be a pattern such as PAYOUT-*.csv");
      }
    }
    return new FilePatterns(globs);
  }

  /**
   * The patterns of file names alone, of a text that may be wrong elsewhere.
   *
   * @throws WrongFormatException if they cannot be read
   */
  static FilePatterns of(String text) throws WrongFormatException {
    Node root;
    try {
      root = YamlKeys.root(text);
    } catch (WrongFormatException notYaml) {
      Matcher files = FILES.matcher(text);
      if (!files.find()) {
        return NONE;
      }
      root = YamlKeys.root(files.group());
    }
    if (!(root instanceof MappingNode mapping)) {
      return NONE;
    }
    List<NodeTuple> files =
        mapping.getValue().stream()
            .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode)
            .filter(tuple -> ((ScalarNode) tuple.getKeyNode()).getValue().equals("files"))
            .toList();
    return read(
        new YamlKeys(
            "",
            new MappingNode(Tag.MAP, true, files, mapping.getStartMark(), null, FlowStyle.BLOCK),
            Set.of("files")));
  }

  /** Whether one of the patterns matches the name of a file. */
  boolean match(String fileName) {
    try {
      Path name = Path.of(fileName);
      return globs.stream()
          .anyMatch(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(name));
    } catch (InvalidPathException notAName) {
      return false;
    }
  }
}
