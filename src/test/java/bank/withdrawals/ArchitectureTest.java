package bank.withdrawals;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house's arrows: which feature may use which, and which may touch which library. */
@AnalyzeClasses(packages = "bank.withdrawals", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule arrows =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("withdrawal")
          .definedBy("bank.withdrawals.withdrawal")
          .layer("files")
          .definedBy("bank.withdrawals.files")
          .layer("intake")
          .definedBy("bank.withdrawals.intake")
          .layer("ledger")
          .definedBy("bank.withdrawals.ledger")
          .layer("publishing")
          .definedBy("bank.withdrawals.publishing")
          .layer("rejects")
          .definedBy("bank.withdrawals.rejects")
          .layer("report")
          .definedBy("bank.withdrawals.report")
          .layer("telemetry")
          .definedBy("bank.withdrawals.telemetry")
          .layer("embedded")
          .definedBy("bank.withdrawals.embedded")
          .layer("job")
          .definedBy("bank.withdrawals.job")
          .layer("cli")
          .definedBy("bank.withdrawals.cli")
          .layer("program")
          .definedBy("bank.withdrawals")
          .whereLayer("withdrawal")
          .mayNotAccessAnyLayer()
          .whereLayer("files")
          .mayNotAccessAnyLayer()
          .whereLayer("embedded")
          .mayOnlyAccessLayers("files")
          .whereLayer("intake")
          .mayOnlyAccessLayers("withdrawal", "files")
          .whereLayer("ledger")
          .mayOnlyAccessLayers("withdrawal")
          .whereLayer("publishing")
          .mayOnlyAccessLayers("withdrawal")
          .whereLayer("rejects")
          .mayOnlyAccessLayers("withdrawal", "files")
          .whereLayer("report")
          .mayOnlyAccessLayers("withdrawal", "files")
          .whereLayer("telemetry")
          .mayOnlyAccessLayers("withdrawal", "publishing", "report")
          .whereLayer("job")
          .mayOnlyAccessLayers(
              "withdrawal",
              "files",
              "intake",
              "ledger",
              "publishing",
              "rejects",
              "report",
              "telemetry")
          .whereLayer("cli")
          .mayOnlyBeAccessedByLayers("program")
          .whereLayer("program")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("bank.withdrawals.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule oneLevelDeep =
      noClasses().should().resideInAPackage("bank.withdrawals.*.*..");

  @ArchTest
  static final ArchRule theVocabularyNeedsTheJdkAlone =
      noClasses()
          .that()
          .resideInAPackage("bank.withdrawals.withdrawal")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "java..", "bank.withdrawals.withdrawal", "org.jspecify.annotations");

  @ArchTest
  static final ArchRule batchInItsPlaces =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "bank.withdrawals.job",
              "bank.withdrawals.intake",
              "bank.withdrawals.publishing",
              "bank.withdrawals.rejects")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.springframework.batch..");

  @ArchTest
  static final ArchRule kafkaInItsPlaces =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "bank.withdrawals.publishing", "bank.withdrawals.embedded", "bank.withdrawals.cli")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "org.springframework.kafka..", "kafka..");

  @ArchTest
  static final ArchRule jdbcInItsPlaces =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "bank.withdrawals.ledger",
              "bank.withdrawals.report",
              "bank.withdrawals.publishing",
              "bank.withdrawals.job")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework.jdbc..", "javax.sql..");

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
          .haveSimpleNameEndingWith("Service")
          .orShould()
          .haveSimpleNameEndingWith("Manager");
}
