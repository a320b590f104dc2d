package bank.withdrawals.remote;

import bank.withdrawals.files.Home;
import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * A file beside the work files. The manager writes a random text into it and sends the text with
 * its requests. A worker that reads another text has another volume at this path.
 */
@Component
final class VolumeMarker {

  private static final Logger log = LoggerFactory.getLogger(VolumeMarker.class);

  private static final int MOST_BYTES = 100;

  private final Home home;

  VolumeMarker(Home home) {
    this.home = home;
  }

  /** Where it is. */
  Path file(long runId) {
    return home.work().resolve("volume-" + runId);
  }

  /**
   * Writes a new text.
   *
   * @return the text
   * @throws UncheckedIOException with a sentence, if it cannot be written
   */
  String write(long runId) {
    String text = UUID.randomUUID().toString();
    try {
      OwnerOnlyFiles.createDirectory(home.work());
      OwnerOnlyFiles.replace(
          file(runId), out -> out.write(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "The file %s cannot be written (%s): fix it, then run again."
              .formatted(file(runId), failure.getMessage()),
          failure);
    }
    return text;
  }

  /** Deletes the file, because no slice of the run is handed out any more. */
  void delete(long runId) {
    try {
      Files.deleteIfExists(file(runId));
    } catch (IOException failure) {
      log.debug("{} is left over", file(runId), failure);
    }
  }

  /** The text that is there; empty if none can be read. */
  Optional<String> text(long runId) {
    Path file = file(runId);
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MOST_BYTES
          ? Optional.of(Files.readString(file, StandardCharsets.US_ASCII))
          : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
