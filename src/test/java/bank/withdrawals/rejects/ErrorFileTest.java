package bank.withdrawals.rejects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bank.withdrawals.domain.RejectReason;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.WithdrawalRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamWriter;

/** Where the error file is written: never through a link that somebody placed there. */
class ErrorFileTest {

  private static final String THEIRS = "a file of somebody else";

  @TempDir Path home;
  private Path theirs;
  private Path directory;

  @BeforeEach
  void prepare() throws IOException {
    theirs = Files.writeString(home.resolve("theirs"), THEIRS);
    directory = home.resolve("run");
  }

  @Test
  void growsAndIsAssembledInItsDirectory() throws Exception {
    List<SavedPart> parts = write(1, row());
    ErrorFile errorFile = new ErrorFile(directory);
    assertThat(errorFile.assemble(parts)).contains(directory.resolve("rejects.csv"));
    errorFile.finish();
    assertThat(directory.resolve("rejects.csv"))
        .hasContent("a,line_number,reason,message\nx,2,INVALID_AMOUNT,Why");
    assertThat(permissions(directory)).isEqualTo("rwx------");
    assertThat(permissions(directory.resolve("rejects.csv"))).isEqualTo("rw-------");
  }

  @Test
  void partsAreAssembledInLineOrder() throws Exception {
    List<SavedPart> parts = new ArrayList<>();
    parts.addAll(write(1, row(9, "b,\"\nc\r\n\"\n"), row(2, "a"), row(20, "=d")));
    parts.addAll(write(2, row(3, "\n"), row(11, "\""), row(12, "e")));
    parts.addAll(write(3));
    ErrorFile errorFile = new ErrorFile(directory);
    errorFile.assemble(parts);
    errorFile.finish();
    assertThat(directory.resolve("rejects.csv"))
        .hasContent(
            """
            a,line_number,reason,message
            a,2,INVALID_AMOUNT,Why
            "
            ",3,INVALID_AMOUNT,Why
            "b,""\nc\r
            ""
            ",9,INVALID_AMOUNT,Why
            "\""",11,INVALID_AMOUNT,Why
            e,12,INVALID_AMOUNT,Why
            "'=d",20,INVALID_AMOUNT,Why
            """);
    assertThat(directory).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void lineHasTheCellsAndTheAddedColumns() {
    assertThat(ErrorFile.line(row(5, "=1,"))).isEqualTo("\"'=1,\",5,INVALID_AMOUNT,Why");
  }

  /**
   * A process writes after its last commit and is killed, or it is frozen, and wakes up when others
   * have the slice, or the run is over.
   */
  @ParameterizedTest
  @ValueSource(strings = {"x,9,INVALID_AMOUNT,Why\n", "x,9,INVALID_AMOUNT,Wh", "\"x,9,\n", "x\"\n"})
  void onlyCommittedRowsCount(String later) throws Exception {
    ExecutionContext context = new ExecutionContext();
    ItemStreamWriter<RejectedRow> frozen = writer(1);
    frozen.open(context);
    frozen.write(Chunk.of(row(2, "a"), row(4, "b")));
    frozen.update(context);
    Path part = directory.resolve(SavedPart.of(context).get(0).name());
    ExecutionContext ofFrozen = new ExecutionContext(context);

    write(1, context, row(3, "c"));
    write(1, context);
    Files.writeString(part, later, StandardOpenOption.APPEND);
    write(1, context, row(5, "d"));
    frozen.write(Chunk.of(row(3, "other")));
    frozen.update(ofFrozen);
    frozen.close();
    ItemStreamWriter<RejectedRow> late = writer(1);
    late.open(ofFrozen);
    late.close();

    ErrorFile errorFile = new ErrorFile(directory);
    errorFile.assemble(SavedPart.of(context));
    errorFile.finish();
    assertThat(directory.resolve("rejects.csv"))
        .hasContent(
            """
            a,line_number,reason,message
            a,2,INVALID_AMOUNT,Why
            c,3,INVALID_AMOUNT,Why
            b,4,INVALID_AMOUNT,Why
            d,5,INVALID_AMOUNT,Why
            """);
    assertThat(directory).isDirectoryNotContaining("glob:**.part");
  }

  @ParameterizedTest
  @CsvSource({
    "quote, a quote stands inside an unquoted field",
    "cut,   no record ends after",
    "gone,  .part"
  })
  void aDamagedPartIsReported(String damage, String message) throws Exception {
    List<SavedPart> parts = new ArrayList<>(write(1, row(2, "a")));
    parts.addAll(write(2, row(3, "c")));
    Path part = parts.get(1).in(directory);
    String text = Files.readString(part);
    switch (damage) {
      case "quote" -> Files.writeString(part, text.replace("c,3", "c\"3"));
      case "cut" -> Files.writeString(part, text.substring(0, text.length() - 2));
      default -> Files.delete(part);
    }
    assertThatThrownBy(() -> new ErrorFile(directory).assemble(parts))
        .isInstanceOf(UncheckedIOException.class)
        .rootCause()
        .hasMessageContaining(message);
    assertThat(directory.resolve("rejects.csv")).doesNotExist();
  }

  /** A kill may come between any two steps of the end. */
  @Test
  void isAssembledAndFinishedAgain() throws Exception {
    List<SavedPart> parts = new ArrayList<>(write(1, row(2, "a")));
    parts.addAll(write(2, row(3, "c")));
    ErrorFile errorFile = new ErrorFile(directory);
    Path file = errorFile.assemble(parts).orElseThrow();
    String text = Files.readString(file);
    assertThat(errorFile.assemble(parts)).contains(file);
    Files.delete(parts.get(0).in(directory));
    assertThat(errorFile.assemble(parts)).contains(file);
    errorFile.finish();
    assertThat(errorFile.assemble(parts)).contains(file);
    assertThat(file).hasContent(text);
    Files.delete(file);
    assertThat(errorFile.assemble(parts)).as("taken by somebody").isEmpty();
  }

  private List<SavedPart> write(int slice, RejectedRow... rows) throws Exception {
    return write(slice, new ExecutionContext(), rows);
  }

  /** Writes rows as one execution of a slice, which continues from a context. */
  private List<SavedPart> write(int slice, ExecutionContext context, RejectedRow... rows)
      throws Exception {
    ItemStreamWriter<RejectedRow> writer = writer(slice);
    writer.open(context);
    writer.update(context);
    if (rows.length > 0) {
      writer.write(Chunk.of(rows));
    }
    writer.update(context);
    writer.close();
    return SavedPart.of(context);
  }

  @Test
  void aLinkInsteadOfTheDirectoryIsRefused() throws IOException {
    Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
    Files.createSymbolicLink(directory, elsewhere);
    assertThatThrownBy(() -> writer(1).open(new ExecutionContext()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(directory + " is a symbolic link");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aLinkInsteadOfThePartIsNotRead() throws Exception {
    List<SavedPart> parts = write(1, row());
    Path part = parts.get(0).in(directory);
    Files.delete(part);
    link(part.getFileName().toString());
    assertThatThrownBy(() -> new ErrorFile(directory).assemble(parts))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(part + " is a symbolic link");
    assertThat(directory.resolve("rejects.csv")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rejects.csv", "rejects.csv.tmp"})
  void aLinkInsteadOfTheErrorFileIsReplaced(String name) throws Exception {
    List<SavedPart> parts = write(1, row());
    link(name);
    new ErrorFile(directory).assemble(parts);
    assertThat(theirs).hasContent(THEIRS);
    assertThat(directory.resolve("rejects.csv")).isRegularFile();
    assertThat(Files.isSymbolicLink(directory.resolve("rejects.csv"))).isFalse();
  }

  private Path link(String name) throws IOException {
    return Files.createSymbolicLink(directory.resolve(name), theirs);
  }

  private ItemStreamWriter<RejectedRow> writer(int slice) {
    return new ErrorFile(directory).writer(slice, List.of("a"));
  }

  private static RejectedRow row() {
    return row(2, "x");
  }

  private static RejectedRow row(long line, String cell) {
    WithdrawalRow row = new WithdrawalRow(0, line, "r", "1", "", "x", "", List.of(cell), false);
    return new RejectedRow(
        row, new Rejected(line, line, "r", 1L, null, RejectReason.INVALID_AMOUNT, "Why"));
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
