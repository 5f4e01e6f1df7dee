// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Questions about the project. */
public final class FactQuestions implements ExampleSource {
  private static final double SPLICED = 0.12;

  /** A way of asking for a fact. */
  private record Asked(String question, Fact fact) {}

  private final List<Asked> known;
  private final Rewording rewording;

  /** All facts in one language, reworded. */
  public FactQuestions(Language language) {
    rewording = new Rewording(language);
    known =
        Fact.all(language).stream()
            .flatMap(fact -> fact.questions().stream().map(q -> new Asked(q, fact)))
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
    Asked asked = Draw.from(known, random);
    String question = asked.question();
    if (Draw.chance(SPLICED, random)) {
      question = rewording.spliced(question, Draw.from(asked.fact().questions(), random));
    }
    return rewording.of(Example.of(question, asked.fact().answer()), random);
  }
}
