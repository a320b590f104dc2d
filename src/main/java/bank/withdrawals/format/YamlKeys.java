package bank.withdrawals.format;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The keys of one YAML mapping. Unknown and repeated keys and wrong types are errors. */
final class YamlKeys {

  /** The longest text of a format, in characters. */
  static final int MOST_CHARS = 64 * 1024;

  private final String path;
  private final int line;
  private final Map<String, Node> values = new LinkedHashMap<>();

  /** The text of a format is wrong. The message says what is wrong and what to do, no full stop. */
  static final class WrongFormatException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;

    /**
     * A fault in a format.
     *
     * @param line physical line of the text, the first is 1
     */
    WrongFormatException(String sentence, int line) {
      super(sentence, null, false, false);
      this.line = line;
    }

    int line() {
      return line;
    }
  }

  /**
   * Reads the keys of a mapping.
   *
   * @param path what stands before a key in a sentence, such as {@code amounts.}
   * @throws WrongFormatException if it is not a mapping, or a key is unknown, repeated or without a
   *     value
   */
  YamlKeys(String path, Node node, Set<String> known) throws WrongFormatException {
    this.path = path;
    this.line = line(node);
    if (!(node instanceof MappingNode mapping)) {
      throw new WrongFormatException(
          path.isEmpty()
              ? "a format consists of lines `key: value`"
              : "%s must have keys of its own".formatted(path.substring(0, path.length() - 1)),
          line);
    }
    for (NodeTuple tuple : mapping.getValue()) {
      int at = line(tuple.getKeyNode());
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      if (!known.contains(key)) {
        throw new WrongFormatException(
            "there is no key %s%s; the keys here are %s"
                .formatted(path, key, String.join(", ", new TreeSet<>(known))),
            at);
      }
      if (values.put(key, tuple.getValueNode()) != null) {
        throw new WrongFormatException("%s%s stands here twice".formatted(path, key), at);
      }
      if (tuple.getValueNode().getTag().equals(Tag.NULL)) {
        throw new WrongFormatException("%s%s has no value".formatted(path, key), at);
      }
    }
  }

  /** The physical line of a value; that of the mapping if the key is not there. */
  int line(String key) {
    Node node = values.get(key);
    return node == null ? line : line(node);
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  /** A text, or null if the key is not there. */
  @Nullable String text(String key) throws WrongFormatException {
    Node node = values.get(key);
    return node == null ? null : text(key, node);
  }

  /** Whether the value is a number that stands without quotes. */
  boolean isNumber(String key) {
    return Objects.requireNonNull(values.get(key)).getTag().equals(Tag.INT);
  }

  /** A text or a list of texts; empty if the key is not there. */
  List<String> texts(String key) throws WrongFormatException {
    Node node = values.get(key);
    if (node == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (Node item : node instanceof SequenceNode list ? list.getValue() : List.of(node)) {
      texts.add(text(key, item));
    }
    if (texts.isEmpty()) {
      throw fault(key, "must not be an empty list");
    }
    return List.copyOf(texts);
  }

  /** Whether all items of a list, or the one value, are numbers without quotes. */
  boolean areNumbers(String key) {
    Node node = Objects.requireNonNull(values.get(key));
    return node instanceof SequenceNode list
        ? list.getValue().stream().allMatch(item -> item.getTag().equals(Tag.INT))
        : isNumber(key);
  }

  boolean flag(String key, boolean otherwise) throws WrongFormatException {
    Node node = values.get(key);
    if (node == null) {
      return otherwise;
    }
    String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
    if (!text.equals("true") && !text.equals("false")) {
      throw fault(key, "must be true or false");
    }
    return text.equals("true");
  }

  int number(String key, int otherwise, int least, int most) throws WrongFormatException {
    return has(key) ? number(key, Objects.requireNonNull(text(key)), least, most) : otherwise;
  }

  int number(String key, String text, int least, int most) throws WrongFormatException {
    int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    if (number < least || number > most) {
      throw fault(key, "must be a whole number, %d to %d".formatted(least, most));
    }
    return number;
  }

  <T> T choice(String key, Map<String, T> choices, T otherwise) throws WrongFormatException {
    String text = text(key);
    if (text == null) {
      return otherwise;
    }
    T choice = choices.get(text);
    if (choice == null) {
      throw fault(key, "must be one of " + String.join(", ", new TreeSet<>(choices.keySet())));
    }
    return choice;
  }

  /** A mapping within this one, or null if the key is not there. */
  @Nullable YamlKeys map(String key, Set<String> known) throws WrongFormatException {
    Node node = values.get(key);
    return node == null ? null : new YamlKeys(path + key + ".", node, known);
  }

  boolean isMap(String key) {
    return values.get(key) instanceof MappingNode;
  }

  WrongFormatException fault(String key, String problem) {
    return new WrongFormatException("%s%s %s".formatted(path, key, problem), line(key));
  }

  private String text(String key, Node node) throws WrongFormatException {
    if (!(node instanceof ScalarNode scalar)) {
      throw fault(key, "must be one value");
    }
    if (scalar.getValue().isEmpty()) {
      throw fault(key, "must not be empty");
    }
    return scalar.getValue();
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  /**
   * Parses a text.
   *
   * @throws WrongFormatException if it is not YAML, too long, empty or has aliases
   */
  static Node root(String text) throws WrongFormatException {
    if (text.length() > MOST_CHARS) {
      throw new WrongFormatException(
          "a format has at most %,d characters".formatted(MOST_CHARS), 1);
    }
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(10);
    Yaml yaml = new Yaml(new SafeConstructor(options));
    try {
      for (Event event : yaml.parse(new StringReader(text))) {
        if (event instanceof AliasEvent) {
          throw new WrongFormatException(
              "a format has no aliases (*name)", event.getStartMark().getLine() + 1);
        }
      }
      @Nullable Node root = yaml.compose(new StringReader(text));
      if (root == null) {
        throw new WrongFormatException("the format is empty", 1);
      }
      return root;
    } catch (MarkedYAMLException wrong) {
      int line = wrong.getProblemMark() == null ? 1 : wrong.getProblemMark().getLine() + 1;
      throw new WrongFormatException(
          "this is not YAML: %s; put a value with special characters in quotes"
              .formatted(wrong.getProblem()),
          line);
    } catch (YAMLException wrong) {
      throw new WrongFormatException("this is not YAML; write it as UTF-8 text", 1);
    }
  }
}
