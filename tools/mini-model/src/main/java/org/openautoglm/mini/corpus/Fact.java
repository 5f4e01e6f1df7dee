// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import com.google.gson.reflect.TypeToken;
import java.util.List;

/**
 * Something true about this project.
 *
 * @param id the same in every language
 * @param source file of the repository that proves it
 * @param evidence text that stands in that file word for word
 * @param answer what the model says
 * @param questions ways of asking for it
 */
public record Fact(
    String id, String source, String evidence, String answer, List<String> questions) {

  /** Questions for one fact that the training never sees. */
  public record Unseen(String id, List<String> questions) {}

  /** All facts, in the order in which they are written down. */
  public static List<Fact> all(Language language) {
    return Resources.json("facts." + language.code() + ".json", new TypeToken<List<Fact>>() {});
  }

  /** The questions that the training never sees, by people who did not know the others. */
  public static List<Unseen> unseen(Language language) {
    return Resources.json(
        "facts-unseen." + language.code() + ".json", new TypeToken<List<Unseen>>() {});
  }
}
