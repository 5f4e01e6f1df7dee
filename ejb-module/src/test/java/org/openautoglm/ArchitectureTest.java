// SPDX-License-Identifier: Apache-2.0
package org.openautoglm;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the house, as far as they start here. */
@AnalyzeClasses(
    packages = "org.openautoglm.serving",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule servingKnowsOnlyContractsAndPersistence =
      classes()
          .that()
          .resideInAPackage("org.openautoglm.serving..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      "org.openautoglm.serving..",
                      "org.openautoglm.persistence..",
                      "org.openautoglm.engine.api",
                      "org.openautoglm.adapter.api")
                  .or(not(resideInAPackage("org.openautoglm.."))));

  @ArchTest
  static final ArchRule theContractDependsOnNothingElseOfOurs =
      noClasses()
          .that()
          .resideInAPackage("org.openautoglm.serving.api")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.openautoglm..")
                  .and(not(resideInAPackage("org.openautoglm.serving.api"))));

  @ArchTest
  static final ArchRule schedulingKnowsNoEngineAndNoContainer =
      noClasses()
          .that()
          .resideInAPackage("org.openautoglm.serving.scheduling")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.openautoglm.engine..", "org.openautoglm.adapter..", "jakarta..");

  @ArchTest
  static final ArchRule streamingKnowsNoWorkerAndNoContainer =
      noClasses()
          .that()
          .resideInAPackage("org.openautoglm.serving.streaming")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.openautoglm.serving.worker..",
              "org.openautoglm.serving.intake..",
              "org.openautoglm.persistence..",
              "jakarta..");

  @ArchTest
  static final ArchRule nobodyReachesBackIntoReception =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.openautoglm.serving.intake..", "org.openautoglm.serving.startup..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.openautoglm.serving.intake..");

  @ArchTest
  static final ArchRule noRoomsDependOnEachOtherInACircle =
      slices().matching("org.openautoglm.serving.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheAuditAndIdentityTouchWhatIsRemembered =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.openautoglm.serving.audit..", "org.openautoglm.serving.identity..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.openautoglm.persistence..");

  @ArchTest
  static final ArchRule nothingIsPrinted =
      noClasses().should().accessClassesThat().belongToAnyOf(java.io.PrintStream.class);
}
