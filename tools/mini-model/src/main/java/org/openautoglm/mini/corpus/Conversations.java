// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Examples of another source, some after earlier turns or under a system message. */
final class Conversations implements ExampleSource {
  private static final double EARLIER_TURN = 0.15;
  private static final double SYSTEM_MESSAGE = 0.06;

  private final ExampleSource source;
  private final ExampleSource earlier;
  private final List<String> systemMessages;

  /**
   * @param earlier what the turns before are drawn from
   */
  Conversations(ExampleSource source, ExampleSource earlier) {
    this.source = source;
    this.earlier = earlier;
    this.systemMessages = Resources.lines("system-messages.txt");
  }

  @Override
  public Example next(SplittableRandom random) {
    Example last = source.next(random);
    if (last.messages().get(0).get("role").equals("system")) {
      return last;
    }
    List<Map<String, Object>> messages = new ArrayList<>();
    if (Draw.chance(SYSTEM_MESSAGE, random)) {
      messages.add(Map.of("role", "system", "content", Draw.from(systemMessages, random)));
    }
    while (messages.size() < 5 && Draw.chance(EARLIER_TURN, random)) {
      Example turn = earlier.next(random);
      messages.addAll(turn.messages());
      messages.add(Map.of("role", "assistant", "content", turn.answer()));
    }
    messages.addAll(last.messages());
    return last.after(messages);
  }
}
