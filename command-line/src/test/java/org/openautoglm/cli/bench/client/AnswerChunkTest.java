// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerChunkTest {

  @Test
  void aThoughtUnderTwoNamesIsOneText() {
    AnswerChunk chunk =
        AnswerChunk.parse(
            "{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\",\"reasoning\":\"hm\"}}]}");
    assertThat(chunk.text()).isEqualTo("hm");
  }

  @Test
  void theFirstChunkOfAChatHasARoleAndNoText() {
    AnswerChunk chunk =
        AnswerChunk.parse("{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}");
    assertThat(chunk.text()).isEmpty();
    assertThat(chunk.finished()).isFalse();
  }

  @Test
  void anErrorWithoutAnObjectIsOneToo() {
    assertThat(AnswerChunk.parse("{\"error\":\"no\"}").error()).isEqualTo("no");
    assertThat(AnswerChunk.parse("{\"error\":null,\"choices\":[]}").error()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"choices\":3,\"usage\":[]}",
        "{\"choices\":[7],\"usage\":null}",
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":9}}",
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":\"2\"}}",
        "{\"choices\":[{\"delta\":null,\"text\":4,\"token_ids\":{}}]}"
      })
  void whatHasAnotherFormIsEmpty(String odd) {
    assertThat(AnswerChunk.parse(odd)).isEqualTo(new AnswerChunk("", List.of(), false, null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "3", "{", "<html>"})
  void whatIsNoObjectIsRefused(String odd) {
    assertThatIllegalArgumentException().isThrownBy(() -> AnswerChunk.parse(odd));
  }
}
