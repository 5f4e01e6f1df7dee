// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The dialogue with the bundled model that a README shows. */
final class ReadmeDialogue {
  private static final Pattern TURN =
      Pattern.compile(
          "^    (?:You|你)[:：] *(.+)\\n    autoglm-mini[:：] *(.+(?:\\n {8,}.+)*)",
          Pattern.MULTILINE);

  /** What is asked and what is answered. */
  record Turn(String question, String answer) {}

  private ReadmeDialogue() {}

  static List<Turn> in(Path readme) throws IOException {
    List<Turn> turns = new ArrayList<>();
    Matcher matcher = TURN.matcher(Files.readString(readme));
    while (matcher.find()) {
      turns.add(new Turn(matcher.group(1).strip(), matcher.group(2).replaceAll("\\n +", " ")));
    }
    return turns;
  }
}
