package eu.releve.cloud;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "eu.releve",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class ArchitectureTest {
  @ArchTest
  static final ArchRule theCloudKnowsNothingOfTheEdge =
      noClasses()
          .that()
          .resideInAPackage("eu.releve.cloud..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("eu.releve.edge..", "eu.releve.provisioning.demo..", "org.sqlite..");

  @ArchTest
  static final ArchRule theStepsOfTheFlowFormNoCycle =
      slices().matching("eu.releve.cloud.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule whatShowsKnowsNothingOfWhatReceives =
      noClasses()
          .that()
          .resideInAnyPackage("eu.releve.cloud.api..", "eu.releve.cloud.portal..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "eu.releve.cloud.mqtt..", "eu.releve.cloud.ingest..", "eu.releve.cloud.store..");

  @ArchTest
  static final ArchRule storingAndDerivingKnowNoProtocol =
      noClasses()
          .that()
          .resideInAnyPackage(
              "eu.releve.cloud.store..", "eu.releve.cloud.derive..", "eu.releve.cloud.process..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.netty..");
}
