// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openautoglm.engine.api.ChatTemplate;
import org.openautoglm.engine.api.Grammar;
import org.openautoglm.engine.grammar.PiecesTokenizer;
import org.openautoglm.engine.grammar.VocabularyTree;
import org.openautoglm.engine.tokenizer.ChatTemplates;

/** The chat templates of models that are in use, and the way of calling that they tell. */
class KnownTemplatesTest {
  private static final PiecesTokenizer TOKENIZER =
      new PiecesTokenizer(Arrays.stream(Mark.values()).map(Mark::spelled).toList(), 0);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GLM-4.6                              | <tool_call>stop\\n</tool_call>",
        "GLM-4.7-Flash                        | <tool_call>stop</tool_call>",
        "Qwen-Qwen2.5-7B-Instruct             | <tool_call>\\n{'name': 'stop', 'arguments': {}}\\n</tool_call>",
        "Qwen-Qwen3-0.6B                      | <tool_call>\\n{'name': 'stop', 'arguments': {}}\\n</tool_call>",
        "glm4-0414                            |",
        "meta-llama-Llama-3.1-8B-Instruct     |",
        "llama-2-chat                         |",
        "openai-gpt-oss-120b                  |",
      })
  void a_template_tells_how_its_model_calls(String name, String call) throws IOException {
    Path template =
        Path.of(System.getProperty("autoglm.fixtures", "missing"))
            .resolve("chat-templates/templates")
            .resolve(name + ".jinja");
    assumeTrue(Files.isRegularFile(template), "reference data not present: " + template);
    Files.copy(template, folder.resolve("chat_template.jinja"));
    ChatTemplate found = ChatTemplates.find(folder, Clock.systemUTC()).orElseThrow();
    int rows = TOKENIZER.vocabularySize();
    VocabularyTree vocabulary =
        VocabularyTree.of(TOKENIZER, rows, ToolCallForm.marks(TOKENIZER), Set.of());

    Optional<ToolCallForm> form = ToolCallForm.of(found, TOKENIZER, vocabulary, rows);

    assertThat(form.isPresent()).isEqualTo(call != null);
    if (call != null) {
      Grammar.Matcher matcher =
          form.get().of(List.of(Map.of("name", "stop"))).grammar(true, false).matcher();
      String written = call.replace("\\n", "\n").replace('\'', '"');
      for (int id : TOKENIZER.encode(written, false)) {
        assertThat(matcher.allowed().orElseThrow().get(id)).isTrue();
        matcher.accept(id);
      }
    }
  }
}
