// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.openautoglm", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule THE_ADAPTER_KNOWS_NOTHING_ELSE_OF_OURS =
      classes()
          .that()
          .resideInAPackage("org.openautoglm.adapter..")
          .should()
          .onlyDependOnClassesThat(
              resideInAPackage("org.openautoglm.adapter..")
                  .or(not(resideInAPackage("org.openautoglm.."))));

  @ArchTest
  static final ArchRule THE_CONTRACT_DOES_NOT_KNOW_WHO_KEEPS_IT =
      noClasses()
          .that()
          .resideInAPackage("org.openautoglm.adapter.api")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.openautoglm.adapter");

  @ArchTest
  static final ArchRule NO_NATIVE_CODE_IS_TOUCHED =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("ai.djl..", "com.sun.jna..");
}
