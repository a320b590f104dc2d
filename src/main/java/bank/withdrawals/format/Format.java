package bank.withdrawals.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** How the bytes of a file become rows. Immutable. */
public interface Format {

  /** The name of the default format. */
  String DEFAULT_NAME = "default";

  /** The name, by which a person chooses it. */
  String name();

  /** The text that describes it; empty for the default format. */
  String text();

  /**
   * Opens a file and reads up to its first row.
   *
   * @param file where the file is, for a format that cannot be read as a stream
   * @param bytes the same file from its first byte; closed with the result. The format need not
   *     read all of it
   * @param idPrefix the start of the request id of a row without one; the line is its end
   * @throws RefusedFileException if the file is not in this format
   * @throws IOException if the file cannot be read
   */
  RowSource open(Path file, InputStream bytes, ReadRules rules, String idPrefix)
      throws IOException, RefusedFileException;
}
