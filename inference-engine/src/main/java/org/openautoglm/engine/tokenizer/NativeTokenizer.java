// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.util.Arrays;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;
import org.openautoglm.engine.api.EngineUnavailableException;

/**
 * One tokenizer of the native library. Works on its JNI surface because DJL's own class copies
 * every token string and offset of a text into Java objects, which for a megabyte costs far more
 * than tokenizing it, and frees the native object while another thread may use it.
 */
final class NativeTokenizer implements AutoCloseable {
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private long handle;

  private NativeTokenizer(long handle) {
    this.handle = handle;
  }

  /**
   * @param json the text of a {@code tokenizer.json}
   * @throws IllegalArgumentException when the library refuses it
   * @throws EngineUnavailableException when the library cannot be loaded
   */
  static NativeTokenizer parse(String json) {
    loadLibrary();
    TokenizersLibrary library = TokenizersLibrary.LIB;
    try {
      NativeTokenizer tokenizer = new NativeTokenizer(library.createTokenizerFromString(json));
      library.disableTruncation(tokenizer.handle);
      library.disablePadding(tokenizer.handle);
      return tokenizer;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  int[] encode(String text, boolean addSpecialTokens) {
    String wellFormed = replaceLoneSurrogates(text);
    return use(
        tokenizer -> {
          long encoding = TokenizersLibrary.LIB.encode(tokenizer, wellFormed, addSpecialTokens);
          try {
            return Arrays.stream(TokenizersLibrary.LIB.getTokenIds(encoding))
                .mapToInt(Math::toIntExact)
                .toArray();
          } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
          }
        });
  }

  String decode(int[] ids, boolean skipSpecialTokens) {
    long[] wide = Arrays.stream(ids).asLongStream().toArray();
    return use(tokenizer -> TokenizersLibrary.LIB.decode(tokenizer, wide, skipSpecialTokens));
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (handle != 0) {
        TokenizersLibrary.LIB.deleteTokenizer(handle);
        handle = 0;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private <T> T use(LongFunction<T> action) {
    lock.readLock().lock();
    try {
      if (handle == 0) {
        throw new IllegalStateException("The tokenizer is closed.");
      }
      return action.apply(handle);
    } finally {
      lock.readLock().unlock();
    }
  }

  private static void loadLibrary() {
    try {
      LibUtils.checkStatus();
    } catch (EngineException | LinkageError e) {
      throw new EngineUnavailableException(
          "The native tokenizers library cannot be loaded: "
              + e.getMessage()
              + " Check that the folder named by ENGINE_CACHE_DIR or DJL_CACHE_DIR is writable and"
              + " has space.",
          e);
    }
  }

  /** JNI hands over modified UTF-8, in which a lone surrogate would garble the whole text. */
  static String replaceLoneSurrogates(String text) {
    StringBuilder repaired = null;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (!Character.isSurrogate(unit)) {
        continue;
      }
      boolean pair =
          Character.isHighSurrogate(unit)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else {
        repaired = repaired == null ? new StringBuilder(text) : repaired;
        repaired.setCharAt(i, '\uFFFD');
      }
    }
    return repaired == null ? text : repaired.toString();
  }
}
