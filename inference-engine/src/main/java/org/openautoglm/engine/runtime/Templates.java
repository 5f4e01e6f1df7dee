// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.runtime;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.openautoglm.engine.api.ChatTemplate;
import org.openautoglm.engine.api.ChatTemplateException;
import org.openautoglm.engine.tokenizer.ChatTemplates;

/** The chat template of a checkpoint folder. */
final class Templates {
  private Templates() {}

  /**
   * Finds the template. A faulty one does not make the model unusable, since completions need none:
   * it is found, and tells what is wrong with it when it is to be rendered.
   */
  static Optional<ChatTemplate> of(Path folder) {
    try {
      return ChatTemplates.find(folder, Clock.systemDefaultZone());
    } catch (ChatTemplateException faulty) {
      return Optional.of(
          prompt -> {
            throw new ChatTemplateException(faulty.getMessage(), false, faulty);
          });
    }
  }
}
