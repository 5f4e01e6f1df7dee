// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openautoglm.engine.tokenizer.CheckpointTokenizer;

class TokenizerFileTest {
  private static final List<BytePairTrainer.Merge> MERGES =
      List.of(new BytePairTrainer.Merge('a', 'b', 256));

  @Test
  void aCharacterIsOneTokenWithoutMerges(@TempDir Path folder) throws IOException {
    new TokenizerFile(300, MERGES, List.of("骆", "驼")).write(folder);
    try (CheckpointTokenizer tokenizer = CheckpointTokenizer.open(folder)) {
      assertThat(tokenizer.encode("ab骆驼", false)).containsExactly(256, 257, 258);
      assertThat(tokenizer.encode("祥", false)).hasSize(3);
      assertThat(tokenizer.decode(tokenizer.encode("骆驼祥", false), false)).isEqualTo("骆驼祥");
    }
  }

  @Test
  void specialTokensHaveTheIdsThatAreWrittenDown(@TempDir Path folder) throws IOException {
    TokenizerFile file = new TokenizerFile(300, MERGES, List.of("骆"));
    file.write(folder);
    try (CheckpointTokenizer tokenizer = CheckpointTokenizer.open(folder)) {
      for (String special : TokenizerFile.SPECIAL) {
        assertThat(tokenizer.encode(special, false)).containsExactly(file.idOf(special));
      }
      String json = Files.readString(folder.resolve("tokenizer.json"));
      for (String mark : TokenizerFile.MARKS) {
        int[] ids = tokenizer.encode(mark, false);
        assertThat(ids).hasSize(1);
        assertThat(json).contains("\"id\":" + ids[0] + "}");
      }
    }
  }

  @Test
  void moreWordsThanThereIsRoomForAreRefused() {
    assertThatThrownBy(() -> new TokenizerFile(270, MERGES, List.of("骆")))
        .hasMessageContaining("271", "270");
  }
}
