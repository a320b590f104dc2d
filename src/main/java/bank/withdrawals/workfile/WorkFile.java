package bank.withdrawals.workfile;

import bank.withdrawals.files.BinaryInput;
import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.springframework.util.FileSystemUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows of one run in order of their positions, in a directory of its own: the file {@value
 * #ROWS}, and the file {@value #INDEX} about it. Immutable after it is complete.
 */
public final class WorkFile {

  static final String ROWS = "rows";
  static final String INDEX = "index.json";

  private static final int BUFFER = 256 * 1024;
  private static final int MOST_INDEX_BYTES = 64 * 1024 * 1024;
  private static final JsonMapper JSON = new JsonMapper();

  private final Path directory;
  private final Index index;
  private final String checksum;

  private WorkFile(Path directory, Index index, String checksum) {
    this.directory = directory;
    this.index = index;
    this.checksum = checksum;
  }

  /** What the index file contains. The checksums of the slices make it a checksum of all rows. */
  record Index(List<String> columns, long rows, List<Slice> slices) {

    void write(Path directory) throws IOException {
      byte[] json = JSON.writeValueAsBytes(this);
      OwnerOnlyFiles.replace(directory.resolve(INDEX), out -> out.write(json));
    }
  }

  /**
   * Opens a complete work file. Does not read the rows.
   *
   * @throws DamagedWorkFileException if it is missing or not complete
   * @throws IOException if it cannot be read
   */
  public static WorkFile open(Path directory) throws IOException {
    Path file = directory.resolve(INDEX);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || Files.size(file) > MOST_INDEX_BYTES) {
      throw new DamagedWorkFileException("There is no complete work file in " + directory);
    }
    byte[] json = Files.readAllBytes(file);
    try {
      return new WorkFile(directory, JSON.readValue(json, Index.class), sha256(json));
    } catch (JacksonException damaged) {
      throw new DamagedWorkFileException(
          "The index of the work file in %s is damaged".formatted(directory));
    }
  }

  /** Deletes a work file, complete or not; does nothing if it does not exist. */
  public static void delete(Path directory) throws IOException {
    FileSystemUtils.deleteRecursively(directory);
  }

  /**
   * Reads every slice and compares its checksum.
   *
   * @throws DamagedWorkFileException if one differs
   * @throws IOException if the file cannot be read
   */
  public void verify() throws IOException {
    for (Slice slice : slices()) {
      verify(slice);
    }
  }

  void verify(Slice slice) throws IOException {
    CRC32C actual = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = open(slice)) {
      long remaining = slice.bytes();
      while (remaining > 0) {
        int count = in.read(buffer, 0, (int) Math.min(remaining, BUFFER));
        if (count < 0) {
          break;
        }
        actual.update(buffer, 0, count);
        remaining -= count;
      }
      if (remaining > 0 || actual.getValue() != slice.checksum()) {
        throw new DamagedWorkFileException(
            "Slice %d of the work file in %s is damaged".formatted(slice.number(), directory));
      }
    }
  }

  private InputStream open(Slice slice) throws IOException {
    Path rows = directory.resolve(ROWS);
    if (!Files.isRegularFile(rows, LinkOption.NOFOLLOW_LINKS)) {
      throw new DamagedWorkFileException(
          "The rows of the work file in %s are gone".formatted(directory));
    }
    FileChannel channel =
        FileChannel.open(rows, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    return Channels.newInputStream(channel.position(slice.offset()));
  }

  /** An input that starts with the first row of a slice; the rows of the next slices follow. */
  BinaryInput rowsFrom(Slice slice) throws IOException {
    return new BinaryInput(open(slice), BUFFER);
  }

  Path directory() {
    return directory;
  }

  /** Names of the rows' cells, for the header of the error file. */
  public List<String> columns() {
    return index.columns();
  }

  /** How many rows it has. */
  public long rows() {
    return index.rows();
  }

  /** Its slices, in order of positions. */
  public List<Slice> slices() {
    return index.slices();
  }

  /** A checksum of all its rows and their order, 64 lower-case hexadecimal digits. */
  public String checksum() {
    return checksum;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
