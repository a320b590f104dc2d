package bank.withdrawals.format;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.dhatim.fastexcel.reader.ReadableWorkbook;

/**
 * Reads a workbook once before the library does, and refuses one that would take too much memory or
 * time: the library keeps all shared texts, a whole row and every array formula in memory, and
 * believes every number in the file.
 */
final class XlsxGuard {

  private static final int SIGNATURE_BYTES = 8;
  private static final int MOST_PARTS = 10_000;
  private static final long MOST_BYTES_OF_FILE = 128L << 20;
  private static final long MOST_BYTES = 2L << 30;

  /** Longest text or tag. */
  private static final int MOST_BYTES_OF_TOKEN = 4 << 20;

  private final XlsxScan scan;
  private long bytes;

  private XlsxGuard(ReadRules rules) {
    this.scan = new XlsxScan(rules);
  }

  /**
   * Checks a workbook.
   *
   * @return whether it has styles, which distinguish dates from numbers
   * @throws RefusedFileException if it is not a workbook, or too large in one way
   */
  static boolean check(Path file, ReadRules rules) throws IOException, RefusedFileException {
    requireWorkbook(file);
    if (Files.size(file) > MOST_BYTES_OF_FILE) {
      throw XlsxScan.tooLarge("more than %,d bytes".formatted(MOST_BYTES_OF_FILE));
    }
    XlsxGuard guard = new XlsxGuard(rules);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      guard.check(zip);
    } catch (ZipException | EOFException wrong) {
      throw new RefusedFileException(
          "the file is not a workbook (.xlsx) that can be read; save it again as .xlsx");
    } catch (TooLargeException wrong) {
      throw new RefusedFileException(String.valueOf(wrong.getMessage()));
    }
    return guard.scan.hasStyles();
  }

  private void check(ZipFile zip) throws IOException, RefusedFileException {
    if (zip.size() > MOST_PARTS) {
      throw XlsxScan.tooLarge("more than %,d parts".formatted(MOST_PARTS));
    }
    Set<String> names = new HashSet<>();
    List<? extends ZipEntry> entries = Collections.list(zip.entries());
    for (ZipEntry entry : entries) {
      if (!names.add(entry.getName().toLowerCase(Locale.ROOT))) {
        throw XlsxScan.damaged("two parts have the same name");
      }
    }
    if (!names.contains("[content_types].xml")) {
      throw new RefusedFileException("the file is a ZIP archive, but not a workbook (.xlsx)");
    }
    for (ZipEntry entry : entries) {
      try (InputStream in = new Counted(Objects.requireNonNull(zip.getInputStream(entry)))) {
        if (!isPicture(entry)) {
          scan.part(in);
        } else if (isXml(in.readNBytes(SIGNATURE_BYTES))) {
          throw XlsxScan.damaged("a picture is not one");
        }
      }
    }
    scan.end();
  }

  /** Pictures may be large, and the library cannot be led to them: they are not XML. */
  private static boolean isPicture(ZipEntry entry) {
    String name = entry.getName().toLowerCase(Locale.ROOT);
    return entry.isDirectory() || name.matches(".*\\.(png|jpe?g|gif|emf|wmf|bin)");
  }

  private static boolean isXml(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    return text.indexOf('<') >= 0 || (text.isBlank() && !text.isEmpty());
  }

  /**
   * Checks the first bytes of the file.
   *
   * @throws RefusedFileException if it is not a workbook that can be read
   */
  private static void requireWorkbook(Path file) throws IOException, RefusedFileException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = Arrays.copyOf(in.readNBytes(SIGNATURE_BYTES), SIGNATURE_BYTES);
    }
    if (ReadableWorkbook.isOLE2Header(start)) {
      throw new RefusedFileException(
          "the file is a workbook of the old kind (.xls), or has a password; save it as .xlsx"
              + " without a password");
    }
    if (!ReadableWorkbook.isOOXMLZipHeader(start)) {
      throw new RefusedFileException("the file is not a workbook (.xlsx)");
    }
  }

  /** The limits are exceeded; an {@link IOException}, because it comes out of an XML parser. */
  static final class TooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    TooLargeException(String what) {
      super(XlsxScan.tooLarge(what).getMessage());
    }
  }

  /** Counts what is unpacked, and the length of what an XML parser must keep at once. */
  private final class Counted extends FilterInputStream {

    private int token;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      int count = in.read(target, from, length);
      for (int i = 0; i < count; i++) {
        token = target[from + i] == '>' ? 0 : token + 1;
      }
      bytes += Math.max(count, 0);
      if (bytes > MOST_BYTES) {
        throw new TooLargeException("more than %,d bytes".formatted(MOST_BYTES));
      }
      if (token > MOST_BYTES_OF_TOKEN) {
        throw new TooLargeException("a text of more than %,d bytes".formatted(MOST_BYTES_OF_TOKEN));
      }
      return count;
    }
  }
}
