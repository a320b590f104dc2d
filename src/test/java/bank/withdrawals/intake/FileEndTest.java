package bank.withdrawals.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FileEndTest {

  private static final String ROWS = "account_id,amount\n1,15";

  @TempDir Path directory;

  static List<Arguments> files() throws IOException {
    byte[] zip = zip("");
    byte[] commented = zip("a comment, as some programs write it");
    return List.of(
        Arguments.of("empty", new byte[0], ""),
        Arguments.of("one line end", "\n".getBytes(UTF_8), ""),
        Arguments.of("one other byte", "1".getBytes(UTF_8), FileEnd.NO_LINE_END),
        Arguments.of("LF", (ROWS + "\n").getBytes(UTF_8), ""),
        Arguments.of("CRLF", (ROWS + "\r\n").getBytes(UTF_8), ""),
        Arguments.of("half a CRLF", (ROWS + "\r").getBytes(UTF_8), FileEnd.NO_LINE_END),
        Arguments.of("a cut amount", ROWS.getBytes(UTF_8), FileEnd.NO_LINE_END),
        Arguments.of(
            "a blank after the line end", (ROWS + "\n ").getBytes(UTF_8), FileEnd.NO_LINE_END),
        Arguments.of("windows-1252", "1,\u00fc\n".getBytes(ISO_8859_1), ""),
        Arguments.of("UTF-16LE", ("\uFEFF" + ROWS + "\n").getBytes(UTF_16LE), ""),
        Arguments.of("UTF-16BE", ("\uFEFF" + ROWS + "\r\n").getBytes(UTF_16BE), ""),
        Arguments.of("UTF-16LE without a mark", (ROWS + "\n").getBytes(UTF_16LE), ""),
        Arguments.of("UTF-16LE, cut", ("\uFEFF" + ROWS).getBytes(UTF_16LE), FileEnd.NO_LINE_END),
        Arguments.of(
            "UTF-16LE, cut within the line end",
            cut(("\uFEFF" + ROWS + "\n").getBytes(UTF_16LE), 1),
            FileEnd.NO_LINE_END),
        Arguments.of(
            "UTF-16LE, a character that contains the byte of a line end",
            ("\uFEFF" + ROWS + "\u0A0A").getBytes(UTF_16LE),
            FileEnd.NO_LINE_END),
        Arguments.of(
            "UTF-16BE, a character that ends with the byte of a line end",
            ("\uFEFF" + ROWS + "\u010A").getBytes(UTF_16BE),
            FileEnd.NO_LINE_END),
        Arguments.of("zip", zip, ""),
        Arguments.of("zip with a comment", commented, ""),
        Arguments.of("zip, a byte short", cut(zip, 1), FileEnd.NO_DIRECTORY),
        Arguments.of("zip with a comment, a byte short", cut(commented, 1), FileEnd.NO_DIRECTORY),
        Arguments.of("zip, only its entries", cut(zip, 80), FileEnd.NO_DIRECTORY),
        Arguments.of("zip, cut at a line end", "PK\3\4\n".getBytes(UTF_8), FileEnd.NO_DIRECTORY));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void says(String name, byte[] bytes, String missing) throws IOException {
    Path file = Files.write(directory.resolve("file"), bytes);
    assertThat(FileEnd.missing(file).orElse("")).isEqualTo(missing);
  }

  private static byte[] cut(byte[] bytes, int last) {
    return Arrays.copyOf(bytes, bytes.length - last);
  }

  private static byte[] zip(String comment) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setComment(comment);
      zip.putNextEntry(new ZipEntry("xl/worksheets/sheet1.xml"));
      zip.write("<worksheet/>\n".repeat(100).getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
