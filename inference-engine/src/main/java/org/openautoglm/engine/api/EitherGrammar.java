// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Whatever one of several grammars allows, as long as each of them can still be meant. */
record EitherGrammar(List<Grammar> grammars) implements Grammar {

  @Override
  public Matcher matcher() {
    return new EitherMatcher(grammars.stream().map(Grammar::matcher).toList());
  }

  private static final class EitherMatcher implements Matcher {
    private List<Matcher> meant;

    EitherMatcher(List<Matcher> meant) {
      this.meant = meant;
    }

    @Override
    public Optional<BitSet> allowed() {
      if (meant.size() == 1) {
        return meant.get(0).allowed();
      }
      BitSet any = new BitSet();
      for (Matcher matcher : meant) {
        Optional<BitSet> allowed = matcher.allowed();
        if (allowed.isEmpty()) {
          return allowed;
        }
        any.or(allowed.get());
      }
      return Optional.of(any);
    }

    @Override
    public void accept(int token) {
      if (meant.size() > 1) {
        meant =
            meant.stream()
                .filter(matcher -> matcher.allowed().map(ids -> ids.get(token)).orElse(true))
                .toList();
      }
      meant.forEach(matcher -> matcher.accept(token));
    }

    @Override
    public boolean isOver() {
      return meant.stream().allMatch(Matcher::isOver);
    }
  }
}
