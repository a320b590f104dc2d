package bank.withdrawals.intake;

import bank.withdrawals.files.Printable;
import bank.withdrawals.format.RefusedFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a file must contain according to its sender: {@code NAME.csv.control} beside {@code
 * NAME.csv}, properties in UTF-8. Each of the three is optional; null is not checked.
 *
 * @param records without the header
 * @param total sum of the amounts, over all currencies
 * @param sha256 64 lower-case hexadecimal digits
 */
record ControlFile(@Nullable Long records, @Nullable BigDecimal total, @Nullable String sha256) {

  private static final ControlFile EMPTY = new ControlFile(null, null, null);
  private static final List<String> KEYS = List.of("records", "total", "sha256");
  private static final Pattern KEY = Pattern.compile("[A-Za-z][A-Za-z_.-]{0,39}");
  private static final Pattern RECORDS = Pattern.compile("[0-9]{1,18}");

  /** More digits than an amount has, because it is a sum of amounts. */
  private static final Pattern TOTAL = Pattern.compile("[0-9]{1,30}(\\.[0-9]{1,4})?");

  private static final Pattern SHA256 = Pattern.compile("[0-9A-Fa-f]{64}");
  private static final int MAX_BYTES = 64 * 1024;

  /**
   * Reads the control file of {@code file}.
   *
   * @throws RefusedFileException if it is required and missing, is not understood as a whole, or
   *     {@link ControlFiles} finds more than one
   */
  static ControlFile read(Path file, boolean required) throws IOException, RefusedFileException {
    Optional<Path> found = ControlFiles.find(file);
    if (found.isEmpty()) {
      if (required) {
        throw new RefusedFileException(
            "the control file %s is missing; supply it"
                .formatted(Printable.name(ControlFiles.beside(file))));
      }
      return EMPTY;
    }
    Path control = found.get();
    Optional<String> unreadable = FileInspector.unreadable(control);
    if (unreadable.isPresent()) {
      throw new RefusedFileException(
          "its control file cannot be used: " + unreadable.get().replaceAll("\\.$", ""));
    }
    return parse(text(control));
  }

  /** Whether it says anything about its file. A blank one does not. */
  boolean saysSomething() {
    return !equals(EMPTY);
  }

  /** The sentence about how a file differs from its control file; empty if it does not. */
  Optional<String> mismatch(Inspection.Accepted found) {
    if (records != null && records != found.rows().count()) {
      return Optional.of(
          "it has %d records%s, its control file says %d; send both again"
              .formatted(found.rows().count(), blankRows(found), records));
    }
    BigDecimal foundTotal = found.rows().amount();
    if (total != null && total.compareTo(foundTotal) != 0) {
      return Optional.of(
          "its amounts add up to %s, its control file says %s; send both again"
              .formatted(foundTotal.toPlainString(), total.toPlainString()));
    }
    if (sha256 != null && !sha256.equals(found.sha256())) {
      return Optional.of(
          "its SHA-256 is %s, its control file says %s; send both again"
              .formatted(found.sha256(), sha256));
    }
    return Optional.empty();
  }

  private static String blankRows(Inspection.Accepted found) {
    return found.blankRows() == 0
        ? ""
        : " and %d rows without content".formatted(found.blankRows());
  }

  private static String text(Path control) throws IOException, RefusedFileException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(control, LinkOption.NOFOLLOW_LINKS)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new RefusedFileException(
          "its control file is longer than %d bytes; send both again".formatted(MAX_BYTES));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException notUtf8) {
      throw new RefusedFileException("its control file is not UTF-8; save it as UTF-8");
    }
  }

  private static ControlFile parse(String text) throws IOException, RefusedFileException {
    OncePerKey properties = new OncePerKey();
    try {
      properties.load(new StringReader(text));
    } catch (IllegalArgumentException malformedEscape) {
      throw new RefusedFileException("its control file has a malformed \\u escape; correct it");
    }
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      if (!KEYS.contains(key)) {
        // An unknown key may be a row that was dropped under the control file's name: do not show
        // it.
        throw new RefusedFileException(
            "its control file has %s; it may have records, total and sha256"
                .formatted(
                    KEY.matcher(key).matches() ? "the unknown key " + key : "an unknown key"));
      }
    }
    if (properties.repeated) {
      throw new RefusedFileException(
          "its control file has a key more than once; remove all but one");
    }
    String records = value(properties, "records", RECORDS, "a whole number");
    String total = value(properties, "total", TOTAL, "a plain decimal such as 1250.00");
    String sha256 = value(properties, "sha256", SHA256, "64 hexadecimal digits");
    return new ControlFile(
        records == null ? null : Long.valueOf(records),
        total == null ? null : new BigDecimal(total),
        sha256 == null ? null : sha256.toLowerCase(Locale.ROOT));
  }

  private static @Nullable String value(
      Properties properties, String key, Pattern pattern, String shape)
      throws RefusedFileException {
    String value = properties.getProperty(key);
    if (value == null) {
      return null;
    }
    String stripped = value.strip();
    if (!pattern.matcher(stripped).matches()) {
      throw new RefusedFileException(
          "%s in its control file is not %s; correct it".formatted(key, shape));
    }
    return stripped;
  }

  /** Properties that remember whether a key was there twice: neither value can be trusted then. */
  private static final class OncePerKey extends Properties {

    private static final long serialVersionUID = 1L;

    private boolean repeated;

    @Override
    public synchronized Object put(Object key, Object value) {
      Object before = super.put(key, value);
      repeated |= before != null;
      return before;
    }
  }
}
