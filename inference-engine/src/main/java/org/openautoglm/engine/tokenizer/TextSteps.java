// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import java.util.function.Consumer;

/** The decoder steps that work on text. */
final class TextSteps {

  private TextSteps() {}

  /** {@code Replace} with a literal pattern. */
  record Replace(String pattern, String content) implements DecoderStep {

    @Override
    public Stage open() {
      return (token, next) -> next.accept(inMiddle(token));
    }

    @Override
    public String inMiddle(String token) {
      return token.replace(pattern, content);
    }
  }

  /** {@code Fuse}: all tokens become one; what follows sees its pieces. */
  record Fuse() implements DecoderStep {

    @Override
    public Stage open() {
      return (token, next) -> next.accept(token);
    }
  }

  /**
   * {@code Strip}: takes up to {@code start} leading and {@code stop} trailing characters away,
   * from every token or, after {@link Fuse}, from the whole text.
   */
  record Strip(char content, int start, int stop, boolean fused) implements DecoderStep {

    @Override
    public Stage open() {
      return fused ? new StripStage(this) : (token, next) -> next.accept(strip(token));
    }

    @Override
    public String inMiddle(String token) {
      return fused ? token : strip(token);
    }

    private String strip(String token) {
      int from = 0;
      while (from < Math.min(start, token.length()) && token.charAt(from) == content) {
        from++;
      }
      int to = token.length();
      while (to > from && token.length() - to < stop && token.charAt(to - 1) == content) {
        to--;
      }
      return token.substring(from, to);
    }
  }

  private static final class StripStage implements DecoderStep.Stage {
    private final Strip strip;
    private int leading;
    private int held;

    StripStage(Strip strip) {
      this.strip = strip;
      this.leading = strip.start();
    }

    @Override
    public void accept(String piece, Consumer<String> next) {
      int from = 0;
      while (leading > 0 && from < piece.length()) {
        if (piece.charAt(from) == strip.content()) {
          from++;
          leading--;
        } else {
          leading = 0;
        }
      }
      String text = String.valueOf(strip.content()).repeat(held) + piece.substring(from);
      int to = text.length();
      while (to > 0
          && text.length() - to < strip.stop()
          && text.charAt(to - 1) == strip.content()) {
        to--;
      }
      held = text.length() - to;
      if (to > 0) {
        next.accept(text.substring(0, to));
      }
    }
  }

  /**
   * {@code Metaspace}: a visible character stands for a space; in the first token it is dropped if
   * encoding may have put it there.
   */
  record Metaspace(char replacement, boolean prepended) implements DecoderStep {

    @Override
    public Stage open() {
      return new Stage() {
        private boolean first = prepended;

        @Override
        public void accept(String token, Consumer<String> next) {
          next.accept(first ? token.replace(String.valueOf(replacement), "") : inMiddle(token));
          first = false;
        }
      };
    }

    @Override
    public String inMiddle(String token) {
      return token.replace(replacement, ' ');
    }
  }

  /** {@code WordPiece}: a token without the continuation prefix begins a new word. */
  record WordPiece(String prefix, boolean cleanup) implements DecoderStep {

    @Override
    public Stage open() {
      return new Stage() {
        private boolean first = true;

        @Override
        public void accept(String token, Consumer<String> next) {
          next.accept(first ? clean(token) : inMiddle(token));
          first = false;
        }
      };
    }

    @Override
    public String inMiddle(String token) {
      return clean(token.startsWith(prefix) ? token.substring(prefix.length()) : " " + token);
    }

    private String clean(String text) {
      if (!cleanup) {
        return text;
      }
      return text.replace(" .", ".")
          .replace(" ?", "?")
          .replace(" !", "!")
          .replace(" ,", ",")
          .replace(" ' ", "'")
          .replace(" n't", "n't")
          .replace(" 'm", "'m")
          .replace(" do not", " don't")
          .replace(" 's", "'s")
          .replace(" 've", "'ve")
          .replace(" 're", "'re");
    }
  }

  /** {@code BPEDecoder}: a suffix marks the end of a word; at the end of the text it is dropped. */
  record WordEnd(String suffix) implements DecoderStep {

    @Override
    public Stage open() {
      return new Stage() {
        private String held;

        @Override
        public void accept(String token, Consumer<String> next) {
          if (held != null) {
            next.accept(inMiddle(held));
          }
          held = token;
        }

        @Override
        public void finish(Consumer<String> next) {
          if (held != null) {
            next.accept(held.replace(suffix, ""));
          }
        }
      };
    }

    @Override
    public String inMiddle(String token) {
      return token.replace(suffix, " ");
    }
  }

  /** What the library does when a tokenizer has no decoder: tokens separated by spaces. */
  record Separate() implements DecoderStep {

    @Override
    public Stage open() {
      return new Stage() {
        private boolean first = true;

        @Override
        public void accept(String token, Consumer<String> next) {
          next.accept(first ? token : " " + token);
          first = false;
        }
      };
    }
  }
}
