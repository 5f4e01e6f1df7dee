// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.persistence.EntityManager;
import org.openautoglm.persistence.connection.DatabaseCalls;

@AnalyzeClasses(packages = "org.openautoglm", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule PERSISTENCE_KNOWS_NOTHING_ELSE_OF_OURS =
      noClasses()
          .that()
          .resideInAPackage("org.openautoglm.persistence..")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are ours but not of persistence",
                  type ->
                      type.getPackageName().startsWith("org.openautoglm.")
                          && !type.getPackageName().startsWith("org.openautoglm.persistence.")));

  @ArchTest
  static final ArchRule ONLY_THE_MIGRATION_KNOWS_FLYWAY =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.openautoglm.persistence.migration..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.flywaydb..");

  @ArchTest
  static final ArchRule QUERIES_STAY_IN_REPOSITORIES =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Repository")
          .and()
          .doNotHaveSimpleName("JpaDatabaseProbe")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(EntityManager.class);

  @ArchTest
  static final ArchRule WHOEVER_ASKS_THE_DATABASE_SAYS_WHEN_IT_IS_AWAY =
      classes()
          .that(
              DescribedPredicate.describe(
                  "use an entity manager",
                  type ->
                      type.getDirectDependenciesFromSelf().stream()
                          .anyMatch(
                              dependency ->
                                  dependency.getTargetClass().isEquivalentTo(EntityManager.class))))
          .should()
          .beAnnotatedWith(DatabaseCalls.class);

  @ArchTest
  static final ArchRule ROOMS_DO_NOT_DEPEND_ON_EACH_OTHER_IN_CIRCLES =
      slices().matching("org.openautoglm.persistence.(*)..").should().beFreeOfCycles();
}
