package eu.releve.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** The language depends on next to nothing, and what is pure stays pure. */
@AnalyzeClasses(packages = "eu.releve", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule KNOWS_NO_FRAMEWORK =
      classes()
          .that()
          .resideInAPackage("eu.releve..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.crypto..",
              "eu.releve.measure..",
              "eu.releve.document..",
              "eu.releve.profile..",
              "eu.releve.decode..",
              "eu.releve.wire..",
              "org.jspecify.annotations..",
              "org.snakeyaml.engine..",
              "com.google.protobuf..");

  @ArchTest
  static final ArchRule ONLY_LOADERS_READ_FILES =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("eu.releve.document.Document")
          .and()
          .doNotHaveFullyQualifiedName("eu.releve.profile.Profiles")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.nio.file..", "java.net..", "java.nio.channels..", "java.sql..");

  @ArchTest
  static final ArchRule TIME_COMES_IN_THROUGH_THE_CONSTRUCTOR =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(java.time.Instant.class, "now");

  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CYCLE =
      SlicesRuleDefinition.slices().matching("eu.releve.(**)").should().beFreeOfCycles();
}
