// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The document at /openapi tells the truth about what exists. */
class OpenApiDocumentTest {
  private static final Set<String> PUBLIC = Set.of("/healthz", "/readyz");

  private static Map<String, Object> document;

  @BeforeAll
  static void read() throws Exception {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    try (InputStream yaml =
        OpenApiDocumentTest.class.getResourceAsStream("/META-INF/openapi.yaml")) {
      document = new Yaml(new SafeConstructor(strict)).load(yaml);
    }
  }

  @Test
  void everyEndpointIsDescribedAndNothingElse() {
    Set<String> described = new TreeSet<>();
    map(document, "paths")
        .forEach(
            (path, operations) ->
                ((Map<?, ?>) operations)
                    .keySet()
                    .forEach(verb -> described.add(verb + " " + path)));

    assertThat(described).containsExactlyInAnyOrderElementsOf(endpoints());
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> references = new ArrayList<>();
    collectReferences(document, references);

    assertThat(references)
        .isNotEmpty()
        .allSatisfy(
            reference -> {
              Object target = document;
              for (String step : reference.substring("#/".length()).split("/")) {
                target = ((Map<?, ?>) target).get(step);
                assertThat(target).as(reference).isNotNull();
              }
            });
  }

  @Test
  void everyOperationHasAnIdASummaryAndAnErrorObject() {
    Set<Object> ids = new TreeSet<>();
    map(document, "paths")
        .forEach(
            (path, operations) ->
                ((Map<?, ?>) operations)
                    .values()
                    .forEach(
                        value -> {
                          Map<?, ?> operation = (Map<?, ?>) value;
                          assertThat(ids.add(operation.get("operationId"))).as(path).isTrue();
                          assertThat(operation.get("summary")).as(path).isNotNull();
                          Map<?, ?> responses = (Map<?, ?>) operation.get("responses");
                          if (!PUBLIC.contains(path)) {
                            assertThat(responses.containsKey("401")).as(path).isTrue();
                            assertThat(responses.containsKey("default")).as(path).isTrue();
                          }
                        }));
  }

  @Test
  void onlyHealthNeedsNoKey() {
    assertThat(document.get("security")).isEqualTo(List.of(Map.of("apiKey", List.of())));
    map(document, "paths")
        .forEach(
            (path, operations) ->
                ((Map<?, ?>) operations)
                    .values()
                    .forEach(
                        operation ->
                            assertThat(((Map<?, ?>) operation).get("security"))
                                .as(path)
                                .isEqualTo(PUBLIC.contains(path) ? List.of() : null)));
  }

  private static Set<String> endpoints() {
    Set<String> endpoints = new TreeSet<>();
    for (JavaClass type :
        new ClassFileImporter(List.of(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS))
            .importPackages("org.openautoglm.web")) {
      if (type.isAnnotatedWith(Path.class)) {
        type.getMethods().forEach(method -> addEndpoint(type, method, endpoints));
      }
    }
    return endpoints;
  }

  private static void addEndpoint(JavaClass type, JavaMethod method, Set<String> endpoints) {
    Map<Class<? extends Annotation>, String> verbs =
        Map.of(GET.class, "get", POST.class, "post", DELETE.class, "delete");
    verbs.forEach(
        (annotation, verb) -> {
          if (method.isAnnotatedWith(annotation)) {
            String below =
                method.isAnnotatedWith(Path.class)
                    ? "/" + method.getAnnotationOfType(Path.class).value()
                    : "";
            String path = type.getAnnotationOfType(Path.class).value() + below;
            endpoints.add(
                verb + " " + path.replaceAll("//", "/").replaceAll("\\{(\\w+)[^}]*}", "{$1}"));
          }
        });
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Map<String, Object> parent, String key) {
    return (Map<String, Object>) parent.get(key);
  }

  private static void collectReferences(Object node, List<String> references) {
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (key.equals("$ref")) {
              references.add((String) value);
            } else {
              collectReferences(value, references);
            }
          });
    } else if (node instanceof Collection<?> list) {
      list.forEach(element -> collectReferences(element, references));
    }
  }
}
