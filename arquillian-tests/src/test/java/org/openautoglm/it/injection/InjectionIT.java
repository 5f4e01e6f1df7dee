// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.Archive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.ChatRequest;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.GenerationSettings;
import org.openautoglm.serving.api.GenerationStream;
import org.openautoglm.serving.api.InferenceService;
import org.openautoglm.serving.api.Role;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.StreamEvent;

/**
 * A module of the same application that has the service injected. It runs inside the server, so it
 * uses nothing but JUnit and the serving contract.
 */
@ExtendWith(ArquillianExtension.class)
class InjectionIT {
  private static final Caller APPLICATION =
      new Caller("application:test", "A test", Set.of(Role.USER));
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject private InferenceService inference;

  @Deployment
  static Archive<?> application() {
    Path ear = Path.of(System.getProperty("autoglm.it.project"), "ear/target/open-autoglm.ear");
    return EnlargedApplication.of(ear, InjectionIT.class);
  }

  private static ChatRequest hello(String model) {
    GenerationSettings settings =
        new GenerationSettings(
            8, 0.0, null, null, null, null, null, null, null, null, null, null, null, null, null,
            null, null, null);
    List<Map<String, Object>> messages = List.of(Map.of("role", "user", "content", "Hello"));
    return new ChatRequest(model, messages, Map.of(), settings);
  }

  @Test
  void an_injected_service_answers_event_by_event() throws InterruptedException {
    int tokens = 0;
    StreamEvent event;
    try (GenerationStream stream = inference.chat(APPLICATION, "in-vm-1", hello("glm"))) {
      assertEquals("glm", stream.model());
      do {
        event = stream.next(PATIENCE);
        if (event instanceof StreamEvent.Delta delta) {
          tokens += delta.tokens().size();
        }
      } while (event != null && !(event instanceof StreamEvent.Terminal));
    }
    assertTrue(event instanceof StreamEvent.Completed, () -> "no orderly end");
    assertEquals(8, tokens);
    assertEquals(8, ((StreamEvent.Completed) event).usage().completionTokens());
  }

  @Test
  void what_is_refused_over_http_is_refused_here() {
    ServingException refusal =
        assertThrows(
            ServingException.class, () -> inference.chat(APPLICATION, "in-vm-2", hello("nobody")));

    assertEquals(ErrorCode.MODEL_NOT_FOUND, refusal.code());
  }

  @Test
  void a_caller_without_a_role_may_ask_nothing() {
    Caller stranger = new Caller("application:stranger", "Nobody", Set.of());

    ServingException refusal =
        assertThrows(
            ServingException.class, () -> inference.chat(stranger, "in-vm-3", hello("glm")));

    assertEquals(ErrorCode.ACCESS_DENIED, refusal.code());
  }
}
