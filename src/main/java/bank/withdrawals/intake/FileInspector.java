package bank.withdrawals.intake;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Money;
import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.files.Printable;
import bank.withdrawals.format.RefusedFileException;
import bank.withdrawals.format.RowSource;
import bank.withdrawals.format.Trailer;
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
 * Reads a whole file once, and accepts or refuses it before any money moves. The first check that
 * fails refuses it:
 *
 * <ol>
 *   <li>The file is a regular file that can be read. Nothing else is opened, because opening a FIFO
 *       blocks.
 *   <li>Its control file can be read and understood, and exists if it is required.
 *   <li>Its bytes are rows in its format, from the first to the last. Each row is passed on, and
 *       count and sum are added up.
 *   <li>The bytes have the hash with which the run was launched, and the file did not change in the
 *       meantime.
 *   <li>Count and sum are those of the file's trailer, if its format has one.
 *   <li>Count, sum and hash are those of the control file.
 * </ol>
 *
 * <p>Stateless.
 */
public final class FileInspector {

  private static final int READ_BYTES = 1024 * 1024;

  private final IntakeSettings settings;
  private final AccountResolver accounts;

  /** An inspector with these settings, which resolves account numbers by {@code accounts}. */
  public FileInspector(IntakeSettings settings, AccountResolver accounts) {
    this.settings = settings;
    this.accounts = accounts;
  }

  /** Receives the rows of a file, in file order. */
  @FunctionalInterface
  public interface RowReceiver {
    void accept(WithdrawalRow row) throws IOException;
  }

  /**
   * Reads a file once from start to end and accepts or refuses it.
   *
   * @param requireControl whether a missing control file refuses the file even if the settings do
   *     not require one
   * @param receiver gets each row, also the rows of a file that is refused in the end
   * @return a refusal for anything that the sender or the operator can fix
   * @throws IOException if the storage fails
   */
  public Inspection inspect(Original original, boolean requireControl, RowReceiver receiver)
      throws IOException {
    Path file = original.file();
    Optional<String> unreadable = unreadable(file);
    if (unreadable.isPresent()) {
      return new Inspection.Refused(unreadable.get(), 0, 0);
    }
    try {
      ControlFile control = ControlFile.read(file, requireControl || settings.requireControl());
      Inspection.Accepted found = read(original, receiver);
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
   * Reads the rows of a file once, without its control file.
   *
   * @throws RefusedFileException if its bytes are not those that the run was launched with, or are
   *     not rows in its format
   * @throws IOException if the storage fails
   */
  public Inspection.Accepted read(Original original, RowReceiver receiver)
      throws IOException, RefusedFileException {
    Path file = original.file();
    FileState before = FileState.read(file);
    MessageDigest digest = newSha256();
    try (InputStream bytes =
            new FirstBytes(
                new DigestInputStream(
                    Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), digest),
                before.size());
        RowSource rows = new ResolvedRows(original.rows(bytes), accounts)) {
      ControlTotal total = passOn(rows, receiver);
      bytes.skip(Long.MAX_VALUE);
      if (!HexFormat.of().formatHex(digest.digest()).equals(original.sha256())) {
        throw changed();
      }
      if (!FileState.read(file).equals(before)) {
        throw changed();
      }
      requireTrailer(rows, total);
      return new Inspection.Accepted(
          original.sha256(), before.size(), total, rows.blankRows(), rows.columns());
    } catch (RefusedFileException refused) {
      // A file that is still being written looks malformed, too.
      throw FileState.read(file).equals(before) ? refused : changed();
    }
  }

  /** The SHA-256 of {@code bytes}: 64 lower-case hexadecimal digits. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(newSha256().digest(bytes));
  }

  private static ControlTotal passOn(RowSource rows, RowReceiver receiver)
      throws IOException, RefusedFileException {
    long count = 0;
    BigDecimal total = BigDecimal.ZERO;
    for (WithdrawalRow row = rows.next(); row != null; row = rows.next()) {
      count++;
      BigDecimal amount = row.malformed() ? null : Money.parse(row.amount());
      if (amount != null) {
        total = total.add(amount);
      }
      receiver.accept(row);
    }
    return new ControlTotal(count, total);
  }

  private static void requireTrailer(RowSource rows, ControlTotal total)
      throws RefusedFileException {
    Trailer trailer = rows.trailer().orElse(null);
    if (trailer == null) {
      return;
    }
    if (trailer.records() != null && trailer.records() != total.count()) {
      throw new RefusedFileException(
          "it has %d records, its trailer says %d; send it again"
              .formatted(total.count(), trailer.records()),
          trailer.line(),
          0);
    }
    if (trailer.total() != null && trailer.total().compareTo(total.amount()) != 0) {
      throw new RefusedFileException(
          "its amounts add up to %s, its trailer says %s; send it again"
              .formatted(total.amount().toPlainString(), trailer.total().toPlainString()),
          trailer.line(),
          0);
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
    try (InputStream in =
        new FirstBytes(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), Files.size(file))) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static RefusedFileException changed() {
    return new RefusedFileException(
        "it was changed while it was read; drop it again when it is complete");
  }

  static MessageDigest newSha256() {
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
