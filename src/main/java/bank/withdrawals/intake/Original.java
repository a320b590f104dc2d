package bank.withdrawals.intake;

import bank.withdrawals.format.Format;
import bank.withdrawals.format.ReadRules;
import bank.withdrawals.format.RefusedFileException;
import bank.withdrawals.format.RowSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A sender's file, and how it is read.
 *
 * @param file where it is
 * @param sha256 hash of its bytes, 64 lower-case hexadecimal digits; a row without a request id
 *     gets the first 16 as one, {@code <digits>:<line>}
 */
public record Original(Path file, String sha256, Format format, ReadRules rules) {

  private static final int ID_PREFIX_DIGITS = 16;
  private static final int FORMAT_DIGITS = 16;

  /**
   * What identifies a run: the SHA-256 of the bytes. If a format other than the default reads them,
   * a hyphen and 16 hex digits of the SHA-256 of the format's text follow.
   */
  public String content() {
    return format.text().isEmpty()
        ? sha256
        : sha256
            + "-"
            + FileInspector.sha256(format.text().getBytes(StandardCharsets.UTF_8))
                .substring(0, FORMAT_DIGITS);
  }

  RowSource rows(InputStream bytes) throws IOException, RefusedFileException {
    return format.open(file, bytes, rules, sha256.substring(0, ID_PREFIX_DIGITS) + ":");
  }
}
