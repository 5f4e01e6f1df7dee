// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import com.google.gson.reflect.TypeToken;
import java.util.List;
import java.util.SplittableRandom;

/** Questions that have nothing to do with the project: the model says that it does not know. */
public final class UnrelatedQuestions implements ExampleSource {
  private static final double FROM_PARTS = 0.4;

  private final String answer;
  private final List<String> questions;
  private final List<String> frames;
  private final List<String> subjects;
  private final Rewording rewording;

  public UnrelatedQuestions(Language language) {
    answer = answer(language);
    questions = read("unrelated", language);
    frames = Resources.lines("unrelated-frames." + language.code() + ".txt");
    subjects = Resources.lines("unrelated-subjects." + language.code() + ".txt");
    rewording = new Rewording(language);
  }

  /** Every question that the training never sees. */
  public static List<Example> unseen(Language language) {
    return read("unrelated-unseen", language).stream()
        .map(question -> Example.of(question, answer(language)))
        .toList();
  }

  /** All that is asked word for word, before it is reworded. */
  List<String> known() {
    return questions;
  }

  @Override
  public Example next(SplittableRandom random) {
    String question =
        Draw.chance(FROM_PARTS, random)
            ? Draw.from(frames, random).replace("{}", Draw.from(subjects, random))
            : Draw.from(questions, random);
    return rewording.of(Example.of(question, answer), random);
  }

  private static List<String> read(String name, Language language) {
    return Resources.json(name + "." + language.code() + ".json", new TypeToken<List<String>>() {});
  }

  static String answer(Language language) {
    return language == Language.EN
        ? "I do not know that. I can only answer questions about Open-AutoGLM."
        : "这个我不知道。我只能回答关于 Open-AutoGLM 的问题。";
  }
}
