package bank.withdrawals.intake;

import bank.withdrawals.domain.Money;
import bank.withdrawals.files.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Decides over a whole file before any money moves:
 *
 * <ol>
 *   <li>it must be a regular file that can be read; what is not is never opened, so that a FIFO
 *       cannot block,
 *   <li>its control file must be understood, where there is one or one is required,
 *   <li>one pass: header, structure and encoding of every record, hash, count and sum,
 *   <li>it must not have changed meanwhile,
 *   <li>count, sum and hash must be what the control file says.
 * </ol>
 *
 * <p>The first that fails refuses the file. Stateless.
 */
public final class FileInspector {

  private static final int READ_BYTES = 1024 * 1024;

  private final IntakeSettings settings;

  /** An inspector with the limits of {@code settings}. */
  public FileInspector(IntakeSettings settings) {
    this.settings = settings;
  }

  /**
   * Reads a file from end to end once and judges it. Changes nothing.
   *
   * @param requireControl whether a missing control file refuses it, also where the settings do not
   *     say so
   * @return a refusal for anything the sender or operator can mend
   * @throws IOException where the storage fails
   */
  public Inspection inspect(Path file, boolean requireControl) throws IOException {
    Optional<String> unreadable = unreadable(file);
    if (unreadable.isPresent()) {
      return new Inspection.Refused(unreadable.get(), 0, 0);
    }
    try {
      ControlFile control = ControlFile.of(file, requireControl || settings.requireControl());
      FileState before = FileState.of(file);
      Inspection.Accepted found = scan(file, before.size());
      if (!FileState.of(file).equals(before) || found.bytes() != before.size()) {
        throw writtenTo();
      }
      Optional<String> mismatch = control.mismatch(found);
      if (mismatch.isPresent()) {
        throw new RefusedFileException(mismatch.get(), 0, 0);
      }
      return found;
    } catch (RefusedFileException refused) {
      return new Inspection.Refused(
          refused.sentence(Printable.name(file)), refused.line(), refused.byteOffset());
    }
  }

  /**
   * Whether a file cannot be read as input, without opening what is not a regular file.
   *
   * @return the sentence for an operator, or empty where it is a regular file that can be read
   * @throws IOException where the storage fails
   */
  public static Optional<String> unreadable(Path file) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException gone) {
      return Optional.of("%s: there is no such file.".formatted(Printable.name(file)));
    } catch (AccessDeniedException denied) {
      return Optional.of(notPermitted(file));
    }
    if (!attributes.isRegularFile()) {
      return Optional.of(
          "%s: it is %s; drop a regular file instead."
              .formatted(Printable.name(file), kind(attributes)));
    }
    return Files.isReadable(file) ? Optional.empty() : Optional.of(notPermitted(file));
  }

  /**
   * SHA-256 of a file's bytes, 64 lower-case hexadecimal digits.
   *
   * @throws IOException where it cannot be read; ask {@link #unreadable} first, a FIFO would block
   */
  public static String sha256(Path file) throws IOException {
    MessageDigest digest = newSha256();
    byte[] buffer = new byte[READ_BYTES];
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private Inspection.Accepted scan(Path file, long bytes) throws IOException, RefusedFileException {
    MessageDigest digest = newSha256();
    CellSplitter splitter = new CellSplitter();
    InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    try (RecordScanner scanner =
        new RecordScanner(new DigestInputStream(in, digest), 0, 1, settings)) {
      Header header = Header.read(scanner, splitter);
      long records = 0;
      BigDecimal total = BigDecimal.ZERO;
      for (RawRecord next = scanner.next(); next != null; next = scanner.next()) {
        if (scanner.offset() > bytes) {
          // Stop here: a file that grows faster than it is read has no end.
          throw writtenTo();
        }
        records++;
        String[] cells = splitter.split(next.text());
        BigDecimal amount = header.fits(cells) ? Money.parse(header.amount(cells)) : null;
        if (amount != null) {
          total = total.add(amount);
        }
      }
      String sha256 = HexFormat.of().formatHex(digest.digest());
      return new Inspection.Accepted(
          sha256, scanner.offset(), records, total, header.carriedNames());
    }
  }

  private static RefusedFileException writtenTo() {
    return new RefusedFileException(
        "it was written to while it was read; drop it again when it is complete", 0, 0);
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static String notPermitted(Path file) {
    return "%s: it may not be read; give this job's user the right to."
        .formatted(Printable.name(file));
  }

  private static String kind(BasicFileAttributes attributes) {
    if (attributes.isSymbolicLink()) {
      return "a symbolic link";
    }
    return attributes.isDirectory() ? "a directory" : "a pipe or device";
  }
}
