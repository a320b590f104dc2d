package bank.withdrawals.intake;

import bank.withdrawals.format.DefaultFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Settings that several tests use. */
final class Samples {

  /** The longest record is 64 bytes, so that a test can exceed it. */
  static final IntakeSettings SMALL =
      new IntakeSettings(64, 4, false, false, false, Duration.ofSeconds(2), Duration.ofHours(1));

  static final IntakeSettings USUAL =
      new IntakeSettings(
          65536, 256, false, false, false, Duration.ofSeconds(2), Duration.ofHours(1));

  private Samples() {}

  /** Inspects a file in the default format, without its rows. */
  static Inspection inspect(IntakeSettings settings, Path file, boolean requireControl)
      throws IOException {
    return inspect(settings, file, requireControl, row -> {});
  }

  /** Inspects a file in the default format. */
  static Inspection inspect(
      IntakeSettings settings,
      Path file,
      boolean requireControl,
      FileInspector.RowReceiver receiver)
      throws IOException {
    String sha256 =
        FileInspector.unreadable(file).isPresent() ? "0".repeat(64) : FileInspector.sha256(file);
    return new FileInspector(settings, numbers -> Map.of())
        .inspect(
            new Original(file, sha256, new DefaultFormat(), settings.readRules()),
            requireControl,
            receiver);
  }
}
