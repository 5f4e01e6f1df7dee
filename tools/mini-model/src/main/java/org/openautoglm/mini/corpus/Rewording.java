// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says a question differently without changing what is asked: other words for the same thing,
 * politeness, missing words and signs, a slip of the fingers. It is applied to whatever is asked,
 * so that none of this tells what kind of question it is.
 */
final class Rewording {
  private static final double UNTOUCHED = 0.4;
  private static final double OTHER_WORD = 0.35;
  private static final double OPENING = 0.25;
  private static final double CLOSING = 0.12;
  private static final double NO_SIGN = 0.35;
  private static final double SMALL_LETTERS = 0.3;
  private static final double MISSING_WORDS = 0.4;
  private static final double MISSING = 0.15;
  private static final double SLIP = 0.08;

  private static final Pattern HAS_DIGIT = Pattern.compile("\\d");

  private final Language language;
  private final List<String> openings;
  private final List<String> closings;
  private final Synonyms synonyms;

  Rewording(Language language) {
    this.language = language;
    openings = Resources.lines("openings." + language.code() + ".txt");
    closings = Resources.lines("closings." + language.code() + ".txt");
    synonyms = new Synonyms("synonyms." + language.code() + ".txt", OTHER_WORD);
  }

  /** The same example with its last question reworded. */
  Example of(Example example, SplittableRandom random) {
    return of(example, closings, random);
  }

  /** The same with nothing said behind it: "thanks" would change what a greeting says. */
  Example unclosed(Example example, SplittableRandom random) {
    return of(example, List.of(""), random);
  }

  private Example of(Example example, List<String> behind, SplittableRandom random) {
    List<Map<String, Object>> messages = new ArrayList<>(example.messages());
    int last = messages.size() - 1;
    String question = (String) messages.get(last).get("content");
    messages.set(last, Example.user(of(question, behind, random)));
    return example.after(messages);
  }

  private String of(String question, List<String> behind, SplittableRandom random) {
    if (Draw.chance(UNTOUCHED, random)) {
      return question;
    }
    String text = synonyms.otherWords(question, random);
    if (Draw.chance(MISSING_WORDS, random)) {
      text = withoutSome(text, random);
    }
    if (Draw.chance(SLIP, random)) {
      text = slip(text, random);
    }
    if (Draw.chance(NO_SIGN, random)) {
      text = text.replaceFirst("[?.!？。！]+$", "");
    }
    if (Draw.chance(OPENING, random)) {
      text = Draw.from(openings, random) + decapitalised(text);
    }
    if (Draw.chance(CLOSING, random)) {
      text += Draw.from(behind, random);
    }
    return Draw.chance(SMALL_LETTERS, random) ? text.toLowerCase(Locale.ROOT) : text;
  }

  /** The first half of one question and the second half of another one that asks for the same. */
  String spliced(String first, String second) {
    if (language == Language.ZH) {
      return first.substring(0, (first.length() + 1) / 2) + second.substring(second.length() / 2);
    }
    List<String> begin = List.of(first.split(" "));
    List<String> end = List.of(second.split(" "));
    return String.join(" ", begin.subList(0, (begin.size() + 1) / 2))
        + " "
        + String.join(" ", end.subList(end.size() / 2, end.size()));
  }

  /** Words in English, single characters in Chinese; numbers and short texts are left alone. */
  private String withoutSome(String text, SplittableRandom random) {
    if (language == Language.ZH) {
      if (text.length() <= 6) {
        return text;
      }
      StringBuilder kept = new StringBuilder();
      text.codePoints()
          .filter(c -> !isHan(c) || !Draw.chance(MISSING, random))
          .forEach(kept::appendCodePoint);
      return kept.isEmpty() ? text : kept.toString();
    }
    List<String> words = List.of(text.split(" "));
    if (words.size() <= 3) {
      return text;
    }
    String kept =
        words.stream()
            .filter(word -> HAS_DIGIT.matcher(word).find() || !Draw.chance(MISSING, random))
            .collect(Collectors.joining(" "));
    return kept.isEmpty() ? text : kept;
  }

  private static boolean isHan(int codePoint) {
    return Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.HAN;
  }

  /** Two neighbouring letters of a longer word change places. */
  private static String slip(String text, SplittableRandom random) {
    int at = 1 + random.nextInt(Math.max(1, text.length() - 3));
    if (at + 2 < text.length()
        && text.substring(at - 1, at + 2).chars().allMatch(c -> c >= 'a' && c <= 'z')) {
      return text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2);
    }
    return text;
  }

  private static String decapitalised(String text) {
    boolean word = text.length() > 1 && Character.isLowerCase(text.charAt(1));
    return word ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
  }
}
