package bank.withdrawals;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The house: which package may use which, which may touch which library, and how large each is. */
@AnalyzeClasses(packages = "bank.withdrawals", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "bank.withdrawals.";
  private static final int MOST_FILES = 22;
  private static final int MOST_LINES = 250;
  private static final int MOST_PARAMETERS = 7;

  /** The arrows, as docs/architecture.md has them: a package and all that it may use. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("domain", Set.of()),
          Map.entry("files", Set.of()),
          Map.entry("lock", Set.of("files")),
          Map.entry("database", Set.of("files", "lock")),
          Map.entry("csv", Set.of("domain")),
          Map.entry("format", Set.of("domain", "csv", "files")),
          Map.entry("workfile", Set.of("domain", "files")),
          Map.entry("intake", Set.of("domain", "csv", "files", "format", "workfile")),
          Map.entry("ledger", Set.of("domain", "csv", "files")),
          Map.entry("rejects", Set.of("domain", "csv", "files")),
          Map.entry("kafka", Set.of("files")),
          Map.entry("outbox", Set.of("domain", "kafka", "ledger", "lock")),
          Map.entry("report", Set.of("domain", "ledger", "csv", "files")),
          Map.entry("reconciliation", Set.of("domain", "files", "ledger", "outbox", "lock")),
          Map.entry("approval", Set.of("domain", "format", "intake", "ledger")),
          Map.entry("telemetry", Set.of("domain", "files", "outbox", "report")),
          Map.entry(
              "job",
              Set.of(
                  "database",
                  "domain",
                  "csv",
                  "files",
                  "format",
                  "workfile",
                  "intake",
                  "ledger",
                  "rejects",
                  "outbox",
                  "report",
                  "lock",
                  "approval",
                  "telemetry")),
          Map.entry(
              "run",
              Set.of(
                  "database",
                  "domain",
                  "files",
                  "format",
                  "workfile",
                  "intake",
                  "ledger",
                  "outbox",
                  "report",
                  "lock",
                  "approval",
                  "telemetry",
                  "job")),
          Map.entry(
              "remote",
              Set.of(
                  "database",
                  "files",
                  "kafka",
                  "ledger",
                  "lock",
                  "report",
                  "telemetry",
                  "job",
                  "run")),
          Map.entry("embedded", Set.of("files")),
          Map.entry(
              "console",
              Set.of("database", "domain", "files", "report", "approval", "telemetry", "run")),
          Map.entry(
              "stores",
              Set.of(
                  "database", "files", "kafka", "outbox", "report", "lock", "embedded", "console")),
          Map.entry(
              "cli",
              Set.of(
                  "database",
                  "domain",
                  "csv",
                  "files",
                  "format",
                  "workfile",
                  "intake",
                  "ledger",
                  "kafka",
                  "outbox",
                  "report",
                  "lock",
                  "reconciliation",
                  "approval",
                  "telemetry",
                  "job",
                  "run",
                  "remote",
                  "embedded",
                  "stores",
                  "console")));

  @ArchTest
  static void arrows(JavaClasses classes) {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass type : classes) {
      for (Dependency arrow : type.getDirectDependenciesFromSelf()) {
        String from = feature(type);
        String to = feature(arrow.getTargetClass());
        if (!from.isEmpty()
            && !to.isEmpty()
            && !from.equals(to)
            && !ARROWS.getOrDefault(from, Set.of()).contains(to)) {
          wrong.add(
              "%s -> %s: %s uses %s"
                  .formatted(
                      from, to, type.getSimpleName(), arrow.getTargetClass().getSimpleName()));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @ArchTest
  static void everyPackageHasArrows(JavaClasses classes) {
    assertThat(
            classes.stream()
                .map(ArchitectureTest::feature)
                .filter(feature -> !feature.isEmpty())
                .collect(toSet()))
        .isEqualTo(ARROWS.keySet());
  }

  /** The feature package of a class of ours; empty for the program itself and for libraries. */
  private static String feature(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(ROOT) ? name.substring(ROOT.length()) : "";
  }

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("bank.withdrawals.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule oneLevelDeep =
      noClasses().should().resideInAPackage("bank.withdrawals.*.*..");

  @ArchTest
  static final ArchRule domainUsesTheJdkAlone =
      noClasses()
          .that()
          .resideInAPackage("bank.withdrawals.domain")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("java..", "bank.withdrawals.domain", "org.jspecify.annotations");

  @ArchTest
  static final ArchRule batchInItsPlaces =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "bank.withdrawals.job",
              "bank.withdrawals.run",
              "bank.withdrawals.workfile",
              "bank.withdrawals.outbox",
              "bank.withdrawals.rejects",
              "bank.withdrawals.remote")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.springframework.batch..");

  @ArchTest
  static final ArchRule kafkaInItsPlaces =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "bank.withdrawals.kafka",
              "bank.withdrawals.outbox",
              "bank.withdrawals.embedded",
              "bank.withdrawals.remote")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "org.springframework.kafka..", "kafka..");

  /**
   * Outside of them: `ApprovalRegister` owns its own table, and `RunHistory` asks Spring Batch's
   * tables what the job repository cannot answer.
   */
  @ArchTest
  static final ArchRule jdbcInItsPlaces =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "bank.withdrawals.database",
              "bank.withdrawals.ledger",
              "bank.withdrawals.lock",
              "bank.withdrawals.reconciliation")
          .and()
          .doNotHaveSimpleName("ApprovalRegister")
          .and()
          .doNotHaveSimpleName("RunHistory")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework.jdbc..");

  @ArchTest
  static final ArchRule messagingInItsPlace =
      noClasses()
          .that()
          .resideOutsideOfPackage("bank.withdrawals.remote")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework.integration..", "org.springframework.messaging..");

  @ArchTest
  static final ArchRule meteringInItsPlace =
      noClasses()
          .that()
          .resideOutsideOfPackage("bank.withdrawals.telemetry")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.micrometer..");

  @ArchTest
  static final ArchRule namesOfTheFieldOnly =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Manager");

  @ArchTest
  static void constructorsAreShort(JavaClasses classes) {
    assertThat(
            classes.stream()
                .filter(type -> !type.isRecord() && !type.isEnum())
                .flatMap(type -> type.getConstructors().stream())
                .filter(made -> made.getRawParameterTypes().size() > MOST_PARAMETERS)
                .map(made -> made.getFullName())
                .toList())
        .isEmpty();
  }

  @ArchTest
  static void filesAreShortAndPackagesSmall(JavaClasses classes) throws IOException {
    List<String> wrong = new ArrayList<>();
    try (Stream<Path> all = Files.walk(Path.of("src/main/java/bank/withdrawals"))) {
      for (Path path : all.toList()) {
        if (Files.isDirectory(path)) {
          try (Stream<Path> files = Files.list(path)) {
            long count =
                files.filter(file -> file.toString().endsWith(".java") && !isRecord(file)).count();
            if (count > MOST_FILES) {
              wrong.add("%s has %d files".formatted(path, count));
            }
          }
        } else if (Files.readAllLines(path).size() > MOST_LINES) {
          wrong.add("%s has %d lines".formatted(path, Files.readAllLines(path).size()));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static boolean isRecord(Path file) {
    try {
      String type = file.getFileName().toString().replace(".java", "");
      return type.equals("package-info")
          || Files.readString(file).contains("record " + type + "(")
          || Files.readString(file).contains("record " + type + "\n");
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }
}
