// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.tokenizer;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How text is cut before bytes are joined. A space is a token of its own: a word looks the same
 * after a space, a comma and a line's beginning, so that a small model learns to copy it. A Chinese
 * character and a digit each stand alone.
 */
final class WordSplit {
  private static final String HAN = "\u4E00-\u9FFF\u3400-\u4DBF";

  /** Means the same to Java and to the regular expressions of the tokenizers library. */
  static final String PATTERN = "[" + HAN + "]|[\\p{L}&&[^" + HAN + "]]+|\\p{N}|[^\\p{L}\\p{N}]";

  private static final Pattern WORDS = Pattern.compile(PATTERN);

  private WordSplit() {}

  static void forEach(String text, Consumer<String> word) {
    Matcher matcher = WORDS.matcher(text);
    while (matcher.find()) {
      word.accept(matcher.group());
    }
  }
}
