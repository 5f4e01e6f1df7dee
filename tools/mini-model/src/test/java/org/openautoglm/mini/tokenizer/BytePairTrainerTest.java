// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class BytePairTrainerTest {
  @Test
  void theMostFrequentPairIsJoinedFirst() {
    BytePairTrainer trainer = new BytePairTrainer();
    trainer.add("abab abab abab cd");
    List<BytePairTrainer.Merge> merges = trainer.train(10);
    assertThat(merges)
        .containsExactly(
            new BytePairTrainer.Merge('a', 'b', 256), new BytePairTrainer.Merge(256, 256, 257));
  }

  @Test
  void whatIsSpeltTheSameIsOneToken() {
    BytePairTrainer trainer = new BytePairTrainer();
    for (int i = 0; i < 5; i++) {
      trainer.add("ab abc bcd bcd bcd");
    }
    List<BytePairTrainer.Merge> merges = trainer.train(20);
    assertThat(merges).extracting(BytePairTrainer.Merge::token).allMatch(token -> token >= 256);
    assertThat(merges.size()).isLessThanOrEqualTo(20);
  }

  @Property
  void wordsAreTheTextAgain(@ForAll @StringLength(max = 60) String text) {
    StringBuilder joined = new StringBuilder();
    WordSplit.forEach(text, joined::append);
    assertThat(joined.toString()).isEqualTo(text);
  }

  @Test
  void spacesDigitsAndChineseCharactersStandAlone() {
    StringBuilder cut = new StringBuilder();
    WordSplit.forEach("use port 8080，端口x", word -> cut.append(word).append('|'));
    assertThat(cut.toString()).isEqualTo("use| |port| |8|0|8|0|，|端|口|x|");
  }
}
