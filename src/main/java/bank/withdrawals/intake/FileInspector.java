package bank.withdrawals.intake;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Money;
import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.files.Printable;
import bank.withdrawals.format.DefaultFormat;
import bank.withdrawals.format.RefusedFileException;
import bank.withdrawals.format.RowSource;
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
 * Accepts or refuses a whole file before any money moves. The first check that fails refuses it:
 *
 * <ol>
 *   <li>The file is a regular file that can be read. Nothing else is opened, because opening a FIFO
 *       blocks.
 *   <li>Its control file can be read and understood, and exists if it is required.
 *   <li>One pass over the file checks the header, and the structure and encoding of every record.
 *       It also computes hash, count and sum.
 *   <li>The file did not change in the meantime.
 *   <li>Count, sum and hash are those of the control file.
 * </ol>
 *
 * <p>Stateless.
 */
public final class FileInspector {

  private static final int READ_BYTES = 1024 * 1024;

  private final IntakeSettings settings;

  /** An inspector with the limits of {@code settings}. */
  public FileInspector(IntakeSettings settings) {
    this.settings = settings;
  }

  /**
   * Reads a file once from start to end and accepts or refuses it. Changes nothing.
   *
   * @param requireControl whether a missing control file refuses the file even if the settings do
   *     not require one
   * @return a refusal for anything that the sender or the operator can fix
   * @throws IOException if the storage fails
   */
  public Inspection inspect(Path file, boolean requireControl) throws IOException {
    Optional<String> unreadable = unreadable(file);
    if (unreadable.isPresent()) {
      return new Inspection.Refused(unreadable.get(), 0, 0);
    }
    try {
      ControlFile control = ControlFile.read(file, requireControl || settings.requireControl());
      FileState before = FileState.read(file);
      Inspection.Accepted found = scan(file, before.size());
      if (!FileState.read(file).equals(before) || found.bytes() != before.size()) {
        throw changed();
      }
      Optional<String> mismatch = control.mismatch(found);
      if (mismatch.isPresent()) {
        throw new RefusedFileException(mismatch.get());
      }
      return found;
    } catch (RefusedFileException refused) {
      return new Inspection.Refused(
          refused.sentence(Printable.name(file)), refused.line(), refused.byteOffset());
    }
  }

  /**
   * Checks whether a file can be read as input. Does not open it.
   *
   * @return the sentence for an operator; empty if it is a regular file that can be read
   * @throws IOException if the storage fails
   */
  public static Optional<String> unreadable(Path file) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException gone) {
      return Optional.of("%s: the file does not exist.".formatted(Printable.name(file)));
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
   * Computes the SHA-256 of a file's bytes: 64 lower-case hexadecimal digits. Call {@link
   * #unreadable} first, because opening a FIFO blocks.
   *
   * @throws IOException if the file cannot be read
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
    InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    DigestInputStream bytesRead = new DigestInputStream(in, digest);
    try (RowSource source = new DefaultFormat().open(file, bytesRead, settings.readRules(), "")) {
      long count = 0;
      BigDecimal total = BigDecimal.ZERO;
      for (WithdrawalRow row = source.next(); row != null; row = source.next()) {
        count++;
        BigDecimal amount = row.malformed() ? null : Money.parse(row.amount());
        if (amount != null) {
          total = total.add(amount);
        }
      }
      String sha256 = HexFormat.of().formatHex(digest.digest());
      return new Inspection.Accepted(
          sha256, bytes, new ControlTotal(count, total), source.blankRows());
    }
  }

  private static RefusedFileException changed() {
    return new RefusedFileException(
        "it was changed while it was read; drop it again when it is complete");
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static String notPermitted(Path file) {
    return "%s: permission denied; give the job's user the right to read it."
        .formatted(Printable.name(file));
  }

  private static String kind(BasicFileAttributes attributes) {
    if (attributes.isSymbolicLink()) {
      return "a symbolic link";
    }
    return attributes.isDirectory() ? "a directory" : "a pipe or device";
  }
}
