// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import java.util.HashSet;
import java.util.Set;
import org.openautoglm.serving.api.InferenceService;
import org.openautoglm.web.json.RequestBodyReader;
import org.openautoglm.web.stream.Answers;

/** The endpoints of this package, as CDI would make them. */
public final class WireResources {
  private WireResources() {}

  public static Set<Object> all(
      InferenceService inference, RequestBodyReader bodies, Answers answers) {
    return new HashSet<>(
        Set.of(
            new ChatCompletionsResource(inference, bodies, answers),
            new CompletionsResource(inference, bodies, answers),
            new EmbeddingsResource(inference, bodies),
            new ModelsResource(inference),
            new TokenizerResource(inference, bodies)));
  }
}
