// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.ext.Provider;

@AnalyzeClasses(packages = "org.openautoglm.web", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule ofOurCodeTheWebKnowsOnlyTheServingApi =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.openautoglm..")
                  .and(
                      resideOutsideOfPackages(
                          "org.openautoglm.web..", "org.openautoglm.serving.api")));

  @ArchTest
  static final ArchRule nobodyElseKnowsTheWireFormat =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.openautoglm.web.openai")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.openautoglm.web.openai");

  @ArchTest
  static final ArchRule theWireFormatIsPrivateButForItsEndpoints =
      classes()
          .that()
          .resideInAPackage("org.openautoglm.web.openai")
          .and()
          .arePublic()
          .should()
          .haveSimpleNameEndingWith("Resource");

  @ArchTest
  static final ArchRule onlyConnectionKnowsUndertowsConnections =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.openautoglm.web.connection",
              "org.openautoglm.web.json",
              "org.openautoglm.web.shutdown")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.undertow..", "org.xnio..");

  /** RESTEasy refuses the deployment otherwise, although CDI makes the instances. */
  @ArchTest
  static final ArchRule resourcesAndProvidersHaveAPublicConstructorWithoutParameters =
      classes()
          .that()
          .areAnnotatedWith(Path.class)
          .or()
          .areAnnotatedWith(Provider.class)
          .should(
              ArchCondition.from(
                  DescribedPredicate.describe(
                      "have a public constructor without parameters",
                      type ->
                          type.tryGetConstructor()
                              .filter(found -> found.getModifiers().contains(JavaModifier.PUBLIC))
                              .isPresent())));

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("org.openautoglm.web.(*)..").should().beFreeOfCycles();
}
