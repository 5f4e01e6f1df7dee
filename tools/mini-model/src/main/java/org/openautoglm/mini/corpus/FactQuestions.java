// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Questions about the project. */
public final class FactQuestions implements ExampleSource {
  private final List<Example> known;
  private final Rewording rewording;

  /** All facts in one language, reworded. */
  public FactQuestions(Language language) {
    rewording = new Rewording(language);
    known =
        Fact.all(language).stream()
            .flatMap(fact -> fact.questions().stream().map(q -> Example.of(q, fact.answer())))
            .toList();
  }

  /** Every question that the training never sees. */
  public static List<Example> unseen(Language language) {
    Map<String, Fact> facts =
        Fact.all(language).stream().collect(Collectors.toMap(Fact::id, Function.identity()));
    return Fact.unseen(language).stream()
        .flatMap(
            unseen ->
                unseen.questions().stream()
                    .map(q -> Example.of(q, facts.get(unseen.id()).answer())))
        .toList();
  }

  @Override
  public Example next(SplittableRandom random) {
    return rewording.of(Draw.from(known, random), random);
  }
}
