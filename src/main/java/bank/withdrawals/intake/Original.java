package bank.withdrawals.intake;

import bank.withdrawals.format.Format;
import bank.withdrawals.format.ReadRules;
import bank.withdrawals.format.RefusedFileException;
import bank.withdrawals.format.RowSource;
import java.io.IOException;
import java.io.InputStream;
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

  RowSource rows(InputStream bytes) throws IOException, RefusedFileException {
    return format.open(file, bytes, rules, sha256.substring(0, ID_PREFIX_DIGITS) + ":");
  }
}
