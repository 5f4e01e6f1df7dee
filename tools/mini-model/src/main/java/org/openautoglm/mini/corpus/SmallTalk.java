// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import com.google.gson.reflect.TypeToken;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Greetings, thanks, and what the model says of itself. */
public final class SmallTalk implements ExampleSource {
  private final List<Topic> topics;
  private final Rewording rewording;

  /** Ways to say something, and what the model answers to it. */
  private record Topic(List<String> questions, List<String> answers) {}

  public SmallTalk(Language language) {
    topics = List.copyOf(read("small-talk", language).values());
    rewording = new Rewording(language);
  }

  /** Every way of saying it that the training never sees. */
  public static List<Example> unseen(Language language) {
    Map<String, Topic> known = read("small-talk", language);
    return read("small-talk-unseen", language).entrySet().stream()
        .flatMap(
            unseen ->
                unseen.getValue().questions().stream()
                    .map(question -> example(question, known.get(unseen.getKey()))))
        .toList();
  }

  /** All that is asked, before it is reworded. */
  List<String> known() {
    return topics.stream().flatMap(topic -> topic.questions().stream()).toList();
  }

  /** All that is answered. */
  List<String> answers() {
    return topics.stream().flatMap(topic -> topic.answers().stream()).toList();
  }

  private static Map<String, Topic> read(String name, Language language) {
    return Resources.json(
        name + "." + language.code() + ".json", new TypeToken<Map<String, Topic>>() {});
  }

  @Override
  public Example next(SplittableRandom random) {
    Topic topic = Draw.from(topics, random);
    String question = Draw.from(topic.questions(), random);
    return rewording.unclosed(Example.of(question, Draw.from(topic.answers(), random)), random);
  }

  private static Example example(String question, Topic topic) {
    Example one = Example.of(question, topic.answers().get(0));
    return new Example(one.messages(), one.tools(), one.answer(), topic.answers()::contains);
  }
}
