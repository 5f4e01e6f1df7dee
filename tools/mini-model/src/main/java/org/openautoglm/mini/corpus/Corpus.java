// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Everything the model is taught, mixed. */
public final class Corpus implements ExampleSource {
  /** A source and how many of all shares of examples come from it. */
  private record Part(ExampleSource source, int share) {}

  private final List<Part> parts = new ArrayList<>();
  private int shares;

  private Corpus() {}

  /**
   * What can only be copied, which is learnt first: most of the rest is made of it.
   *
   * @param vocabulary see {@link #everything}
   */
  public static Corpus copying(List<String> vocabulary) {
    Corpus corpus = new Corpus();
    corpus.add(new Recall(vocabulary), 40);
    corpus.add(new ToolCalls(Phrasings.TRAINING), 18);
    corpus.add(new JsonFields(Phrasings.TRAINING), 12);
    corpus.add(new TableQuestions(Phrasings.TRAINING), 30);
    return corpus;
  }

  /**
   * All that is taught: of the tokens nearly two fifths about the project, three tenths about
   * tables, as many about tool calls and JSON, the rest copying and additions.
   *
   * @param vocabulary words and parts of words, all of which are taught to be copied
   */
  public static Corpus everything(List<String> vocabulary) {
    Corpus corpus = new Corpus();
    for (Language language : Language.values()) {
      ExampleSource facts = new FactQuestions(language);
      SmallTalk talk = new SmallTalk(language);
      ExampleSource unrelated = new UnrelatedQuestions(language);
      Corpus chat = new Corpus();
      chat.add(facts, 8);
      chat.add(talk, 1);
      chat.add(unrelated, 2);
      Set<String> answers = new HashSet<>(talk.answers());
      Fact.all(language).forEach(fact -> answers.add(fact.answer()));
      answers.add(UnrelatedQuestions.answer(language));
      corpus.add(new Conversations(new Beginnings(facts, answers), chat), 270);
      corpus.add(new Conversations(new Beginnings(talk, answers), chat), 70);
      corpus.add(new Conversations(new Beginnings(unrelated, answers), chat), 40);
    }
    corpus.add(new Recall(vocabulary), 46);
    corpus.add(new Additions(), 20);
    corpus.add(new ToolCalls(Phrasings.TRAINING), 74);
    corpus.add(new JsonFields(Phrasings.TRAINING), 40);
    corpus.add(new TableQuestions(Phrasings.TRAINING), 130);
    // several rows have to be found for these, and a single one that is missed makes them wrong
    corpus.add(new TableQuestions(Phrasings.TRAINING, TableQuestions.Kind.SUM), 90);
    corpus.add(new TableQuestions(Phrasings.TRAINING, TableQuestions.Kind.FILTER), 10);
    return corpus;
  }

  private void add(ExampleSource source, int share) {
    parts.add(new Part(source, share));
    shares += share;
  }

  @Override
  public Example next(SplittableRandom random) {
    int ticket = random.nextInt(shares);
    for (Part part : parts) {
      ticket -= part.share();
      if (ticket < 0) {
        return part.source().next(random);
      }
    }
    throw new AssertionError("a ticket beyond all shares");
  }
}
