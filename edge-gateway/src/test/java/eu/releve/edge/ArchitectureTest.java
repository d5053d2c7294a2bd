package eu.releve.edge;

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
  static final ArchRule theEdgeKnowsNothingOfTheCloud =
      noClasses()
          .that()
          .resideInAPackage("eu.releve.edge..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("eu.releve.cloud..", "eu.releve.provisioning.demo..", "io.vertx..");

  @ArchTest
  static final ArchRule theStepsOfTheFlowFormNoCycle =
      slices().matching("eu.releve.edge.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule whatShipsNeedsNoSimulatorAndNoBench =
      noClasses()
          .that()
          .resideInAPackage("eu.releve.edge..")
          .and()
          .resideOutsideOfPackages("eu.releve.edge.simulate..", "eu.releve.edge.bench..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("eu.releve.edge.simulate..", "eu.releve.edge.bench..");

  @ArchTest
  static final ArchRule decodingAndSchedulingTouchNoSocketAndNoDisk =
      noClasses()
          .that()
          .resideInAPackage("eu.releve.edge.poll..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.nio.file..", "io.netty..", "java.sql..");
}
