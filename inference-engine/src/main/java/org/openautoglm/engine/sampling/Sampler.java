// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import org.openautoglm.engine.api.SamplingParameters;

/**
 * Chooses the tokens of one sequence from its logits, in the order of {@link SamplingParameters}:
 * logit bias, repetition, presence and frequency penalty, temperature, top-k, top-p, min-p. Each
 * filter works on what the one before it left; candidates of equal weight are in the order of their
 * ids. The same seed gives the same tokens on every platform. Not safe for use by several threads.
 */
public final class Sampler {
  /**
   * Temperatures below this are raised to it: two different logits are then so far apart that only
   * the best remains, without a division that overflows.
   */
  private static final double LOWEST_TEMPERATURE = 1e-30;

  /** The whole row decides which token comes next. */
  public static final int UNDECIDED = -1;

  /** The next token is none of the best, but one of the others of the row. */
  public static final int OUTSIDE = -2;

  private final SamplingParameters parameters;
  private final int vocabularySize;
  private final SplitMix64 random;
  private final boolean penalised;
  private final TokenCounts counts = new TokenCounts();
  private final int[] biasedTokens;
  private final float[] biases;
  private final Cutoff cutoff;
  private float[] scratch = {};

  /**
   * @param prompt token ids that the repetition penalty sees
   * @param vocabularySize bound of token ids
   * @param fallbackSeed used when the parameters have no seed
   * @throws IllegalArgumentException when a parameter is out of range or an id is not in the
   *     vocabulary
   */
  public Sampler(
      SamplingParameters parameters, int[] prompt, int vocabularySize, long fallbackSeed) {
    Ranges.check(parameters);
    this.parameters = parameters;
    this.vocabularySize = vocabularySize;
    random = new SplitMix64(parameters.seed().orElse(fallbackSeed));
    penalised =
        parameters.repetitionPenalty() != 1
            || parameters.presencePenalty() != 0
            || parameters.frequencyPenalty() != 0;
    if (parameters.repetitionPenalty() != 1) {
      for (int token : prompt) {
        counts.addPrompt(checkId("prompt", token));
      }
    }
    Map<Integer, Double> bias = parameters.logitBias();
    biasedTokens = bias.keySet().stream().mapToInt(id -> checkId("logit_bias", id)).toArray();
    biases = new float[biasedTokens.length];
    for (int i = 0; i < biases.length; i++) {
      biases[i] = bias.get(biasedTokens[i]).floatValue();
    }
    cutoff = filtered(parameters) ? new Cutoff() : null;
  }

  /**
   * Chooses the next token. The row may be overwritten, except when the parameters ask for
   * logprobs: then it stays as it is, so that {@link Logprobs#of} can read it afterwards.
   *
   * @param offset where the row begins
   * @param length of the row: ids from here on are never chosen
   * @throws IllegalStateException when the row has a NaN or infinite logit, or no candidate at all
   */
  public int next(float[] logits, int offset, int length) {
    return next(logits, offset, length, (row, start, size) -> {});
  }

  /**
   * Chooses the next token among those that are not excluded.
   *
   * @param excluded token ids; those outside the row are ignored
   * @throws IllegalStateException as above, and when no other token is left
   */
  public int next(float[] logits, int offset, int length, int[] excluded) {
    return next(
        logits,
        offset,
        length,
        (row, start, size) -> {
          for (int token : excluded) {
            if (token < size) {
              row[start + token] = Float.NEGATIVE_INFINITY;
            }
          }
        });
  }

  /**
   * Chooses the next token among those that are allowed.
   *
   * @param allowed token ids; those outside the row are ignored
   * @throws IllegalStateException as above, and when none is allowed
   */
  public int next(float[] logits, int offset, int length, BitSet allowed) {
    return next(
        logits,
        offset,
        length,
        (row, start, size) -> {
          int last = 0;
          for (int id = allowed.nextSetBit(0); id >= 0 && id < size; ) {
            Arrays.fill(row, start + last, start + id, Float.NEGATIVE_INFINITY);
            last = allowed.nextClearBit(id);
            id = allowed.nextSetBit(last);
          }
          if (last < size) {
            Arrays.fill(row, start + last, start + size, Float.NEGATIVE_INFINITY);
          }
        });
  }

  private int next(float[] logits, int offset, int length, Exclusion exclusion) {
    if (length < 1 || length > vocabularySize) {
      throw new IllegalArgumentException(
          "a row of " + length + " logits does not fit a vocabulary of " + vocabularySize);
    }
    if (parameters.topLogprobs() < 0) {
      return choose(logits, offset, length, exclusion);
    }
    if (scratch.length < length) {
      scratch = new float[length];
    }
    System.arraycopy(logits, offset, scratch, 0, length);
    return choose(scratch, 0, length, exclusion);
  }

  /**
   * Chooses the next token when only the best of a row are at hand. After {@link #UNDECIDED}, which
   * changes nothing, choose from the whole row; after {@link #OUTSIDE} too, but with all of the
   * best excluded. Without a filter the tokens that a seed gives are others than those chosen from
   * whole rows, with the same probabilities.
   *
   * @return a token id, or one of the two
   */
  public int next(Shortlist best) {
    if (penalised || biases.length > 0 || parameters.topLogprobs() >= 0) {
      return UNDECIDED;
    }
    int length = best.ids().length;
    if (scratch.length < length) {
      scratch = new float[length];
    }
    System.arraycopy(best.logits(), 0, scratch, 0, length);
    float least = best.least();
    int top = largest(scratch, length);
    if (top < 0) {
      return UNDECIDED;
    }
    float max = scratch[top];
    if (parameters.temperature() == 0) {
      return least < max || best.whole() ? best.ids()[top] : UNDECIDED;
    }
    double listed = toWeights(scratch, 0, length, max);
    float lightest =
        best.whole() ? 0 : (float) Exponential.exp((least - max) * scale(parameters.temperature()));
    int index =
        cutoff == null
            ? drawListed(length, listed, lightest == 0 ? listed : best.mass())
            : chooseListed(length, listed, lightest, best.mass());
    return index < 0 ? index : best.ids()[index];
  }

  /** Index of the largest logit, or -1 when the row has no choice that is valid. */
  private static int largest(float[] logits, int length) {
    int top = 0;
    for (int i = 0; i < length; i++) {
      if (Float.isNaN(logits[i])) {
        return -1;
      }
      top = logits[i] > logits[top] ? i : top;
    }
    return Float.isInfinite(logits[top]) ? -1 : top;
  }

  private int drawListed(int length, double listed, double mass) {
    double target = random.nextDouble() * Math.max(mass, listed);
    return target < listed || mass <= listed ? at(scratch, 0, length, target) : OUTSIDE;
  }

  /** All candidates that the filters keep are listed when those outside lie below the border. */
  private int chooseListed(int length, double listed, float lightest, double mass) {
    boolean whole = lightest == 0;
    if (!whole && parameters.topP() < 1 && parameters.topK() >= length) {
      return UNDECIDED;
    }
    double outside = whole || parameters.topK() > 0 ? 0 : Math.max(0, mass - listed);
    filter(scratch, 0, length, outside);
    return whole || cutoff.weight() > lightest ? drawKept(scratch, 0, length) : UNDECIDED;
  }

  /**
   * What differences of logits are multiplied by before the exponential function: 1 / temperature,
   * or 1 where the temperature is 0 and nothing is drawn.
   */
  public static double scale(double temperature) {
    return temperature == 0 ? 1 : 1 / Math.max(temperature, LOWEST_TEMPERATURE);
  }

  /** Notes a token that now belongs to the answer, whether this sampler chose it or not. */
  public void accept(int token) {
    if (penalised) {
      counts.addGenerated(checkId("answer", token));
    }
  }

  private int choose(float[] row, int offset, int length, Exclusion exclusion) {
    applyBias(row, offset, length);
    applyPenalties(row, offset, length);
    exclusion.apply(row, offset, length);
    int best = Rows.argmax(row, offset, length);
    if (parameters.temperature() == 0) {
      return best;
    }
    double total = toWeights(row, offset, length, row[offset + best]);
    if (cutoff == null) {
      return draw(row, offset, length, total);
    }
    filter(row, offset, length, 0);
    return drawKept(row, offset, length);
  }

  private void applyBias(float[] row, int offset, int length) {
    for (int i = 0; i < biasedTokens.length; i++) {
      if (biasedTokens[i] < length) {
        row[offset + biasedTokens[i]] += biases[i];
      }
    }
  }

  private void applyPenalties(float[] row, int offset, int length) {
    double repetition = parameters.repetitionPenalty();
    double presence = parameters.presencePenalty();
    double frequency = parameters.frequencyPenalty();
    for (int i = 0; i < counts.size(); i++) {
      if (counts.token(i) >= length) {
        continue;
      }
      int at = offset + counts.token(i);
      double logit = row[at] > 0 ? row[at] / repetition : row[at] * repetition;
      int generated = counts.generated(i);
      if (generated > 0) {
        logit -= presence + frequency * generated;
      }
      row[at] = (float) logit;
    }
  }

  /** Replaces logits by probabilities relative to the best one's; returns their sum. */
  private double toWeights(float[] row, int offset, int length, double max) {
    double scale = scale(parameters.temperature());
    double total = 0;
    for (int i = offset; i < offset + length; i++) {
      float weight = (float) Exponential.exp((row[i] - max) * scale);
      row[i] = weight;
      total += weight;
    }
    return total;
  }

  private void filter(float[] row, int offset, int length, double outside) {
    cutoff.keepAll();
    if (parameters.topK() > 0) {
      cutoff.keepTop(row, offset, length, parameters.topK());
    }
    if (parameters.topP() < 1) {
      cutoff.keepMass(row, offset, length, parameters.topP(), outside);
    }
    cutoff.keepAtLeast(parameters.minP());
  }

  private int drawKept(float[] row, int offset, int length) {
    float border = cutoff.weight();
    int tiesLeft = cutoff.ties();
    double total = 0;
    for (int i = offset; i < offset + length; i++) {
      float weight = row[i];
      if (weight > border || (weight == border && tiesLeft-- > 0)) {
        total += weight;
      } else {
        row[i] = 0;
      }
    }
    return draw(row, offset, length, total);
  }

  /** A token with a probability proportional to its weight; one of weight 0 is never drawn. */
  private int draw(float[] row, int offset, int length, double total) {
    return at(row, offset, length, random.nextDouble() * total);
  }

  /** The candidate at which the sum of the weights passes the target. */
  private static int at(float[] row, int offset, int length, double target) {
    double sum = 0;
    int last = 0;
    for (int i = 0; i < length; i++) {
      float weight = row[offset + i];
      if (weight > 0) {
        sum += weight;
        last = i;
        if (sum > target) {
          return i;
        }
      }
    }
    // Only reached when the product was rounded up to the total itself.
    return last;
  }

  private static boolean filtered(SamplingParameters p) {
    return p.temperature() > 0 && (p.topK() > 0 || p.topP() < 1 || p.minP() > 0);
  }

  /** Rules candidates of a row out. */
  @FunctionalInterface
  private interface Exclusion {
    void apply(float[] row, int start, int size);
  }

  private int checkId(String where, int token) {
    if (token < 0 || token >= vocabularySize) {
      throw new IllegalArgumentException(
          where
              + ": token id "
              + token
              + " is outside the vocabulary of "
              + vocabularySize
              + " tokens");
    }
    return token;
  }
}
