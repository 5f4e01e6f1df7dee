// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the rooms of the engine. */
@AnalyzeClasses(packages = "org.openautoglm", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule THE_CONTRACT_KNOWS_NO_OTHER_ROOM =
      noClasses()
          .that()
          .resideInAPackage("..engine.api..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..engine.checkpoint..",
              "..engine.tokenizer..",
              "..engine.model..",
              "..engine.torchscript..",
              "..engine.batch..",
              "..engine.kvcache..",
              "..engine.sampling..",
              "..engine.runtime..");

  @ArchTest
  static final ArchRule CONTRACT_BATCH_CACHE_AND_SAMPLING_ARE_FREE_OF_NATIVE_CODE =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..engine.api..", "..engine.batch..", "..engine.kvcache..", "..engine.sampling..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule THE_ENGINE_KNOWS_NO_JAKARTA_EE_AND_NO_OTHER_MODULE =
      noClasses()
          .that()
          .resideInAPackage("..engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "jakarta..",
              "org.openautoglm.serving..",
              "org.openautoglm.web..",
              "org.openautoglm.adapter..",
              "org.openautoglm.persistence..");

  @ArchTest
  static final ArchRule ARROWS_POINT_ONE_WAY =
      slices().matching("org.openautoglm.engine.(*)..").should().beFreeOfCycles();
}
