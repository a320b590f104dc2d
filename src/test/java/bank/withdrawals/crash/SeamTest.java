package bank.withdrawals.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Finds a renamed method long before CrashIT misses it. */
class SeamTest {

  @ParameterizedTest
  @EnumSource
  void everySeamNamesExactlyOneMethod(Seam seam) throws ClassNotFoundException {
    Class<?> type = Class.forName(seam.type, false, SeamTest.class.getClassLoader());
    assertThat(Arrays.stream(type.getDeclaredMethods()).map(Method::getName))
        .filteredOn(seam.method::equals)
        .hasSize(1);
  }
}
