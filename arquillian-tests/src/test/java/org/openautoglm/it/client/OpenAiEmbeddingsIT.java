// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams.EncodingFormat;
import java.util.List;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.Clients;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;

/** Embeddings through OpenAI's own Java client. */
@ExtendWith(ArquillianExtension.class)
class OpenAiEmbeddingsIT {
  /** {@code hidden_size} of the model. */
  private static final int WIDTH = 64;

  private OpenAIClient client;

  @BeforeEach
  void connect() {
    client = Clients.openAi(ServerUnderTest.current());
  }

  private CreateEmbeddingResponse embed(EmbeddingCreateParams.Builder params) {
    return client.embeddings().create(params.model(TestModels.GLM).build());
  }

  private static EmbeddingCreateParams.Builder texts(String... texts) {
    return EmbeddingCreateParams.builder().inputOfArrayOfStrings(List.of(texts));
  }

  @Test
  void every_input_gets_a_vector_of_the_width_of_the_model() {
    CreateEmbeddingResponse answer = embed(texts("Hello", "Good bye"));

    assertThat(answer.validate().data()).extracting(Embedding::index).containsExactly(0L, 1L);
    assertThat(answer.data()).allMatch(vector -> vector.embedding().size() == WIDTH);
    assertThat(answer.data().get(0).embedding()).isNotEqualTo(answer.data().get(1).embedding());
    assertThat(answer.usage().promptTokens()).isPositive();
  }

  @Test
  void base64_and_numbers_are_the_same_vector() {
    List<Float> numbers =
        embed(texts("Hello").encodingFormat(EncodingFormat.FLOAT)).data().get(0).embedding();
    List<Float> base64 =
        embed(texts("Hello").encodingFormat(EncodingFormat.BASE64)).data().get(0).embedding();

    assertThat(base64).isEqualTo(numbers);
  }

  @Test
  void a_text_and_its_tokens_give_the_same_vector() {
    // the tokenizer puts [gMASK] and <sop> in front of a text
    List<Long> tokens = List.of(298L, 300L, 39L, 271L, 75L, 78L);

    List<Float> ofText = embed(texts("Hello")).data().get(0).embedding();
    List<Float> ofTokens =
        embed(EmbeddingCreateParams.builder().inputOfArrayOfTokens(tokens))
            .data()
            .get(0)
            .embedding();

    assertThat(ofTokens).isEqualTo(ofText);
  }
}
