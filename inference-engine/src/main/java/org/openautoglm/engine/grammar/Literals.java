// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/**
 * One of some texts.
 *
 * @param left those that agree with what was said
 * @param said how many of their bytes were
 */
public record Literals(List<byte[]> left, int said) implements Text {

  public static Literals of(Collection<String> texts) {
    return new Literals(
        texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList(), 0);
  }

  @Override
  public Text after(int next) {
    List<byte[]> agree =
        left.stream()
            .filter(text -> text.length > said && Byte.toUnsignedInt(text[said]) == next)
            .toList();
    return agree.isEmpty() ? null : new Literals(agree, said + 1);
  }

  @Override
  public boolean mayEnd() {
    return left.stream().anyMatch(text -> text.length == said);
  }
}
