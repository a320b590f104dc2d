package bank.withdrawals.rejects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bank.withdrawals.domain.RejectReason;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.WithdrawalRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
    ExecutionContext context = write(new ExecutionContext());
    ErrorFile errorFile = new ErrorFile(directory);
    assertThat(errorFile.assemble(1)).contains(directory.resolve("rejects.csv"));
    errorFile.finish();
    assertThat(directory.resolve("rejects.csv"))
        .hasContent("a,line_number,reason,message\nx,2,INVALID_AMOUNT,Why");
    assertThat(context.isEmpty()).isFalse();
    assertThat(permissions(directory)).isEqualTo("rwx------");
    assertThat(permissions(directory.resolve("rejects.csv"))).isEqualTo("rw-------");
  }

  @Test
  void partsAreAssembledInLineOrder() throws Exception {
    write(1, 3, row(9, "b,\"\nc\r\n\"\n"), row(2, "a"), row(20, "=d"));
    write(2, 3, row(3, "\n"), row(11, "\""), row(12, "e"));
    write(3, 3);
    ErrorFile errorFile = new ErrorFile(directory);
    errorFile.assemble(6);
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

  /** A kill may leave the last record of a part incomplete, with or without an open quote. */
  @ParameterizedTest
  @ValueSource(strings = {"x,9,INVALID_AMOUNT,Wh", "\"x,9,\n", "x,9,é"})
  void anIncompleteLastRecordIsLeftOut(String incomplete) throws Exception {
    write(1, 2, row(2, "a"), row(4, "b"));
    write(2, 2, row(3, "c"));
    Path part = directory.resolve("rejects.csv.2of2.part");
    byte[] bytes = incomplete.getBytes(StandardCharsets.UTF_8);
    Files.write(part, Arrays.copyOf(bytes, bytes.length - 1), StandardOpenOption.APPEND);
    new ErrorFile(directory).assemble(3);
    assertThat(directory.resolve("rejects.csv"))
        .hasContent(
            """
            a,line_number,reason,message
            a,2,INVALID_AMOUNT,Why
            c,3,INVALID_AMOUNT,Why
            b,4,INVALID_AMOUNT,Why
            """);
  }

  @Test
  void aDamagedPartIsReported() throws Exception {
    write(1, 2, row(2, "a"));
    write(2, 2, row(3, "c"));
    Files.writeString(
        directory.resolve("rejects.csv.2of2.part"), "x\"\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> new ErrorFile(directory).assemble(2))
        .isInstanceOf(UncheckedIOException.class)
        .rootCause()
        .hasMessageContaining("a quote stands inside an unquoted field");
    assertThat(directory.resolve("rejects.csv")).doesNotExist();
  }

  private void write(int slice, int slices, RejectedRow... rows) throws Exception {
    ExecutionContext context = new ExecutionContext();
    ItemStreamWriter<RejectedRow> writer =
        new ErrorFile(directory).writer(slice, slices, List.of("a"));
    writer.open(context);
    writer.write(Chunk.of(rows));
    writer.update(context);
    writer.close();
  }

  @Test
  void aLinkInsteadOfTheDirectoryIsRefused() throws IOException {
    Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
    Files.createSymbolicLink(directory, elsewhere);
    assertRefused(directory, new ExecutionContext());
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aLinkInsteadOfThePartIsRefusedAtTheStart() throws IOException {
    Files.createDirectory(directory);
    assertRefused(link("rejects.csv.part"), new ExecutionContext());
    assertThat(theirs).hasContent(THEIRS);
  }

  @Test
  void aLinkInsteadOfThePartIsRefusedOnARestart() throws Exception {
    ExecutionContext context = write(new ExecutionContext());
    Files.delete(directory.resolve("rejects.csv.part"));
    assertRefused(link("rejects.csv.part"), context);
    assertThat(theirs).hasContent(THEIRS);
  }

  @Test
  void aLinkInsteadOfThePartIsNotRead() throws IOException {
    Files.createDirectory(directory);
    Path link = link("rejects.csv.part");
    assertThatThrownBy(() -> new ErrorFile(directory).assemble(1))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(link + " is a symbolic link");
    assertThat(directory.resolve("rejects.csv")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rejects.csv", "rejects.csv.tmp"})
  void aLinkInsteadOfTheErrorFileIsReplaced(String name) throws Exception {
    write(new ExecutionContext());
    link(name);
    new ErrorFile(directory).assemble(1);
    assertThat(theirs).hasContent(THEIRS);
    assertThat(directory.resolve("rejects.csv")).isRegularFile();
    assertThat(Files.isSymbolicLink(directory.resolve("rejects.csv"))).isFalse();
  }

  private Path link(String name) throws IOException {
    return Files.createSymbolicLink(directory.resolve(name), theirs);
  }

  private void assertRefused(Path link, ExecutionContext context) {
    ItemStreamWriter<RejectedRow> writer = writer();
    assertThatThrownBy(() -> writer.open(context))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(link + " is a symbolic link");
  }

  /** Writes one row and returns the context with the position after it. */
  private ExecutionContext write(ExecutionContext context) throws Exception {
    ItemStreamWriter<RejectedRow> writer = writer();
    writer.open(context);
    writer.write(Chunk.of(row()));
    writer.update(context);
    writer.close();
    return context;
  }

  private ItemStreamWriter<RejectedRow> writer() {
    return new ErrorFile(directory).writer(1, 1, List.of("a"));
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
