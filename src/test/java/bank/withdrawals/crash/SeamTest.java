package bank.withdrawals.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
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

  /** A kill before a rename strikes only in these classes. */
  @Test
  void everyClassThatRenamesFilesIsKnown() {
    Set<String> renamers =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("bank.withdrawals")
                .stream()
                .filter(
                    type ->
                        type.getMethodCallsFromSelf().stream()
                            .map(JavaMethodCall::getTarget)
                            .anyMatch(
                                called ->
                                    called.getOwner().isEquivalentTo(Files.class)
                                        && called.getName().equals("move")))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    assertThat(renamers).containsExactlyInAnyOrder(Failpoint.RENAMERS);
  }
}
