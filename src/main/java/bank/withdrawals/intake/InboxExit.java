package bank.withdrawals.intake;

import bank.withdrawals.files.DurableMove;
import bank.withdrawals.files.OwnerOnlyFiles;
import bank.withdrawals.files.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How files leave the inbox: to the archive or to quarantine, as {@code <run>-<name>}, each by a
 * {@link DurableMove} and its control file after it.
 *
 * <p>The archive keeps the bytes that were judged, and a sender may write to a file after that. So
 * the original of a run whose rows are decided leaves like this:
 *
 * <ol>
 *   <li>If quarantine has a file of this run, an earlier call has set it aside and was killed: go
 *       to 5. Nothing else of the run is ever there, because the run is not refused.
 *   <li>If the archive has a file of this run with no more bytes than were judged, it is moved
 *       already. An identical file in the inbox is deleted; any other one is a later file and
 *       stays.
 *   <li>If the file in the inbox has the judged bytes, move it to the archive. That is all, unless
 *       it became longer just now.
 *   <li>If it is longer and begins with the judged bytes, set it aside: move it to quarantine.
 *       Otherwise the judged bytes are gone. Nothing is archived, and the file stays.
 *   <li>Copy the judged bytes from the file that was set aside to a temporary file, compare their
 *       SHA-256, force the copy to disk, and rename it into the archive. Move the control file.
 *   <li>The caller reports the longer file as a refused file with a run id of its own, then calls
 *       {@link #renameSetAside}, which ends the whole.
 * </ol>
 *
 * <p>A kill at any point is followed by the same call again, which resumes where the first one was.
 */
public final class InboxExit {

  private static final Pattern RUN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** File systems allow 255 bytes; the rest is for {@code .control} and the ending of a copy. */
  private static final int MAX_NAME_BYTES = 230;

  private final Path inputDir;
  private final Path archiveDir;
  private final Path quarantineDir;

  InboxExit(Path inputDir, Path archiveDir, Path quarantineDir) {
    this.inputDir = inputDir;
    this.archiveDir = archiveDir;
    this.quarantineDir = quarantineDir;
  }

  /**
   * The first directory of inbox, archive and quarantine that cannot be written, so that no file
   * could be moved; empty if all can. A missing one is created when it is needed.
   */
  public Optional<Path> unwritable() {
    return Stream.of(inputDir, archiveDir, quarantineDir)
        .filter(directory -> exists(directory) && !isWritable(directory))
        .findFirst();
  }

  /** Why a file could not be moved away after its run, as a sentence; empty if it could. */
  public Optional<String> unmovable(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !isWritable(directory)) {
      return Optional.of(
          "%s: its directory cannot be written, so it could not be moved away afterwards; fix the permissions of the directory."
              .formatted(Printable.name(file)));
    }
    return Optional.empty();
  }

  private static boolean isWritable(Path directory) {
    return Files.isDirectory(directory) && Files.isWritable(directory);
  }

  /**
   * Moves a refused file and its control file to quarantine. Does nothing if they are there
   * already.
   *
   * @param run the run's name: letters, digits, {@code . _ -}
   * @return its new path, {@code <run>-<name>}; the start of an overlong name is cut off
   * @throws FileAlreadyExistsException if another file is at the new path
   * @throws NoSuchFileException if the file is in neither place
   * @throws IOException if it cannot be moved
   */
  public Path quarantine(Path file, String run) throws IOException {
    return move(file, quarantineDir, run);
  }

  /**
   * Moves the original of a run whose rows are decided to the archive, by the steps above.
   *
   * @param file where the original was
   * @throws IOException if it cannot be moved
   */
  public ArchivedOriginal archiveJudged(Path file, String run, JudgedBytes judged)
      throws IOException {
    OwnerOnlyFiles.createDirectory(archiveDir);
    OwnerOnlyFiles.createDirectory(quarantineDir);
    Path archived = target(file, archiveDir, run);
    Path aside = target(file, quarantineDir, run);
    if (exists(aside)) {
      if (exists(file) && Files.mismatch(file, aside) == -1) {
        Files.delete(file); // The move to another file system was killed before its last step.
      }
    } else {
      if (exists(archived)) {
        if (judged.in(file) == JudgedBytes.Found.EXACTLY) {
          archive(file, run);
        }
      } else {
        switch (judged.in(file)) {
          case EXACTLY -> archive(file, run);
          case AS_BEGINNING -> DurableMove.move(file, aside);
          case NOT_AT_ALL -> {
            return ArchivedOriginal.GONE;
          }
        }
      }
      if (!exists(aside) && Files.size(archived) > judged.bytes()) {
        DurableMove.move(archived, aside);
      }
    }
    boolean kept = exists(archived) || judged.copyFrom(aside, archived);
    if (kept && !exists(file)) {
      moveControls(file, archived, run); // Else they belong to a later file.
    }
    if (!exists(aside)) {
      return ArchivedOriginal.WHOLE;
    }
    return kept ? ArchivedOriginal.LONGER : ArchivedOriginal.LONGER_AND_GONE;
  }

  /**
   * Archives a file with the content of a run that was complete before, unless it was changed since
   * it was compared.
   *
   * @return whether it had the content
   * @throws IOException if it cannot be moved
   */
  public boolean archiveRepeated(Path file, String run, JudgedBytes judged) throws IOException {
    boolean same = judged.in(file) == JudgedBytes.Found.EXACTLY;
    if (same) {
      archive(file, run);
    }
    return same;
  }

  /** Where a longer file is that {@link #archiveJudged} has set aside. */
  public Path setAside(Path file, String run) {
    return target(file, quarantineDir, run);
  }

  /**
   * Gives a file that was set aside the name of the run that refuses it.
   *
   * @return its new path
   * @throws IOException if it cannot be renamed
   */
  public Path renameSetAside(Path file, String run, String refusedRun) throws IOException {
    Path target = target(file, quarantineDir, refusedRun);
    DurableMove.move(setAside(file, run), target);
    return target;
  }

  Path archive(Path file, String run) throws IOException {
    return move(file, archiveDir, run);
  }

  private static Path move(Path file, Path directory, String run) throws IOException {
    Path target = target(file, directory, run);
    OwnerOnlyFiles.createDirectory(directory);
    // The file before its control file: a kill must not leave a file here that has lost its own.
    DurableMove.move(file, target);
    moveControls(file, target, run);
    return target;
  }

  private static void moveControls(Path file, Path target, String run) throws IOException {
    List<Path> controls = ControlFiles.movingWith(file);
    for (Path control : controls) {
      DurableMove.move(
          control,
          controls.size() == 1
              ? ControlFiles.beside(target)
              : target.resolveSibling(targetName(run, control.getFileName().toString())));
    }
  }

  private static Path target(Path file, Path directory, String run) {
    if (!RUN_NAME.matcher(run).matches()) {
      throw new IllegalArgumentException("A run's name has letters, digits, '.', '_' and '-' only");
    }
    return directory.resolve(targetName(run, file.getFileName().toString()));
  }

  private static String targetName(String run, String name) {
    int cut = 0;
    while (bytes(run + "-" + name.substring(cut)) > MAX_NAME_BYTES) {
      cut = name.offsetByCodePoints(cut, 1);
    }
    return run + "-" + name.substring(cut);
  }

  private static int bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }

  private static boolean exists(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }
}
