// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NGramIndexTest {

  @Test
  void theMostRecentEarlierOccurrenceIsFound() {
    int[] tokens = {1, 2, 7, 1, 2, 8, 1, 2};
    assertThat(new NGramIndex(2).find(tokens, 8)).isEqualTo(5);
  }

  @Test
  void theLastTokensThemselvesAreNoEarlierOccurrence() {
    assertThat(new NGramIndex(2).find(new int[] {1, 2, 3}, 3)).isEqualTo(-1);
    assertThat(new NGramIndex(3).find(new int[] {1, 2}, 2)).isEqualTo(-1);
  }

  @Test
  void aRepeatedTokenIsFoundOneTokenBack() {
    assertThat(new NGramIndex(2).find(new int[] {5, 5, 5}, 3)).isEqualTo(2);
  }

  @Property
  void aSequenceThatGrowsIsSearchedAsIfScanned(
      @ForAll @Size(min = 1, max = 300) List<@IntRange(max = 6) Integer> text,
      @ForAll @IntRange(min = 1, max = 4) int n,
      @ForAll @IntRange(min = 1, max = 5) int stride) {
    int[] tokens = text.stream().mapToInt(Integer::intValue).toArray();
    NGramIndex index = new NGramIndex(n);
    for (int length = 1; length <= tokens.length; length += stride) {
      assertThat(index.find(tokens, length)).isEqualTo(scan(tokens, length, n));
    }
  }

  private static int scan(int[] tokens, int length, int n) {
    for (int end = length - 1; end >= n; end--) {
      if (Arrays.equals(tokens, end - n, end, tokens, length - n, length)) {
        return end;
      }
    }
    return -1;
  }
}
