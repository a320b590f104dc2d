package bank.withdrawals.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryInputTest {

  private static final int RECORDS = 300;

  private record Entry(int number, long large, int length) {

    byte[] bytes() {
      byte[] bytes = new byte[length];
      new Random(large).nextBytes(bytes);
      return bytes;
    }
  }

  /** Records that fit in the buffer, that end at its end, and that are larger. */
  @ParameterizedTest
  @ValueSource(ints = {8, 13, 100, 10_000})
  void readsWhatTheOutputWrites(int size) throws IOException {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Entry> entries = new ArrayList<>();
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (BinaryOutput out = new BinaryOutput(written, size)) {
      for (int i = 0; i < RECORDS; i++) {
        Entry entry = new Entry(random.nextInt(), random.nextLong(), random.nextInt(3 * size));
        entries.add(entry);
        out.writeInt(entry.number());
        out.writeLong(entry.large());
        out.write(entry.bytes());
      }
    }
    byte[] all = written.toByteArray();
    DataInputStream standard = new DataInputStream(new ByteArrayInputStream(all));
    try (BinaryInput in = new BinaryInput(new ByteArrayInputStream(all), size)) {
      for (Entry entry : entries) {
        assertThat(in.readInt()).isEqualTo(standard.readInt()).isEqualTo(entry.number());
        assertThat(in.readLong()).isEqualTo(standard.readLong()).isEqualTo(entry.large());
        assertThat(in.read(entry.length()))
            .isEqualTo(standard.readNBytes(entry.length()))
            .isEqualTo(entry.bytes());
      }
      assertThatExceptionOfType(EOFException.class).isThrownBy(in::readLong);
      assertThatExceptionOfType(EOFException.class).isThrownBy(in::readInt);
      assertThatExceptionOfType(EOFException.class).isThrownBy(() -> in.read(1));
      assertThatExceptionOfType(EOFException.class).isThrownBy(() -> in.read(100 * size));
    }
  }

  /** Otherwise the next call would return bytes that were read before. */
  @Test
  void aFailedReadTakesNothing() throws IOException {
    byte[] all = {0, 0, 0, 1, 2, 3};
    try (BinaryInput in = new BinaryInput(new ByteArrayInputStream(all), 8)) {
      assertThat(in.readInt()).isEqualTo(1);
      assertThatExceptionOfType(EOFException.class).isThrownBy(in::readLong);
      assertThat(in.read(2)).containsExactly(2, 3);
      assertThatExceptionOfType(EOFException.class).isThrownBy(() -> in.read(1));
    }
  }
}
