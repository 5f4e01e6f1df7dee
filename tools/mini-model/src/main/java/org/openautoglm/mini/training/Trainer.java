// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.training;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openautoglm.engine.api.ChatTemplate;
import org.openautoglm.engine.api.Tokenizer;
import org.openautoglm.engine.runtime.NativeProgram;
import org.openautoglm.engine.tokenizer.ChatTemplates;
import org.openautoglm.engine.tokenizer.CheckpointTokenizer;
import org.openautoglm.mini.corpus.Corpus;
import org.openautoglm.mini.corpus.Example;
import org.openautoglm.mini.corpus.ExampleSource;
import org.openautoglm.mini.corpus.HanCharacters;

/** The program that makes the bundled model. */
public final class Trainer {
  private static final ModelShape SHAPE = new ModelShape(6896, 8, 256, 4, 64, 656, 2048);

  /** Examples the vocabulary is learnt from. */
  private static final int VOCABULARY_EXAMPLES = 40_000;

  /** As many as leave room for the usual Chinese characters. */
  private static final int MERGES = 3827;

  private static final int TOKENS_PER_BATCH = 4096;
  private static final int LONGEST_EXAMPLE = 768;

  /** How much slower word embeddings and norms, which Adam updates, go than Muon's matrices. */
  private static final double OTHER_RATE = 0.2;

  private static final int WARM_UP = 60;

  /** The first part of the training, in which only copying is taught. */
  private static final double COPYING = 0.25;

  /** The last part of the training, in which the rates fall to nothing. */
  private static final double DECAY = 0.6;

  /** The part of the training at the end over which the mean of the weights is taken. */
  private static final double AVERAGED = 0.1;

  private static final int REPORT = 25;
  private static final int KEEP = 200;

  private final TrainerOptions options;
  private final PrintStream out;

  private Trainer(TrainerOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /** Exits with 2 when the arguments are wrong and with 1 when a file cannot be read or written. */
  public static void main(String[] arguments) {
    NativeProgram.run(() -> run(System.out, System.err, arguments));
  }

  private static int run(PrintStream out, PrintStream errors, String... arguments) {
    if (List.of(arguments).contains("--help")) {
      out.print(TrainerOptions.USAGE);
      return 0;
    }
    TrainerOptions options;
    try {
      options = TrainerOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      errors.println("mini train: " + e.getMessage());
      errors.print(TrainerOptions.USAGE);
      return 2;
    }
    try {
      new Trainer(options, out).train();
      return 0;
    } catch (IOException e) {
      // the messages of many are nothing but a path
      errors.println("mini train: " + e);
      return 1;
    }
  }

  private void train() throws IOException {
    Path folder = options.folder();
    CheckpointFolder checkpoint = new CheckpointFolder(folder, SHAPE);
    Function<ModelShape.Trained, float[]> first;
    if (options.from() == null) {
      out.println("Learning the vocabulary");
      SplittableRandom words = new SplittableRandom(options.seed());
      Corpus everything = Corpus.everything(HanCharacters.usual());
      Stream<Example> examples = Stream.generate(() -> everything.next(words));
      checkpoint.writeTokenizer(
          examples.limit(VOCABULARY_EXAMPLES)::iterator, MERGES, HanCharacters.usual());
      first = new RandomWeights(SHAPE, options.seed());
    } else {
      CheckpointFolder from = new CheckpointFolder(options.from(), SHAPE);
      first = from.readWeights();
      from.copyTokenizer(folder);
    }
    int averaged = Math.max(1, (int) (AVERAGED * options.steps()));
    ChatTemplate template = ChatTemplates.find(folder, Clock.systemUTC()).orElseThrow();
    try (CheckpointTokenizer tokenizer = CheckpointTokenizer.open(folder);
        TrainingModule module = new TrainingModule(SHAPE, options.threads(), averaged, first)) {
      out.printf(Locale.ROOT, "Training %,d parameters%n", SHAPE.parameters());
      List<String> vocabulary = words(tokenizer);
      steps(
          module,
          batches(Corpus.copying(vocabulary), template, tokenizer),
          batches(Corpus.everything(vocabulary), template, tokenizer),
          checkpoint);
      checkpoint.writeWeights(module);
    }
  }

  private static Batches batches(ExampleSource source, ChatTemplate template, Tokenizer tokenizer) {
    return new Batches(source, template, tokenizer, TOKENS_PER_BATCH, LONGEST_EXAMPLE);
  }

  /** What the tokens stand for, of those made of letters and digits. */
  private static List<String> words(Tokenizer tokenizer) {
    return IntStream.range(0, SHAPE.vocabulary())
        .filter(id -> !tokenizer.isSpecial(id))
        .mapToObj(id -> tokenizer.decode(new int[] {id}, false).strip())
        .filter(word -> !word.isEmpty() && word.chars().allMatch(Character::isLetterOrDigit))
        .distinct()
        .toList();
  }

  private void steps(
      TrainingModule module, Batches copying, Batches everything, CheckpointFolder checkpoint)
      throws IOException {
    SplittableRandom random = new SplittableRandom(options.seed() + 1);
    long start = System.nanoTime();
    long tokens = 0;
    double loss = 0;
    double copyingSteps =
        switch (options.stage()) {
          case COPYING -> options.steps();
          case EVERYTHING -> 0;
          case BOTH -> COPYING * options.steps();
        };
    for (int step = 1; step <= options.steps(); step++) {
      Batches batches = step <= copyingSteps ? copying : everything;
      Batch batch = batches.next(random);
      double rate = options.rate() * rate(step);
      float now = module.step(batch, rate, OTHER_RATE * rate);
      if (!Float.isFinite(now)) {
        throw new IOException("the loss of step " + step + " is no number; choose a lower --rate");
      }
      loss += now;
      tokens += batch.ids().length;
      if (step % REPORT == 0) {
        double seconds = (System.nanoTime() - start) * 1e-9;
        out.printf(
            Locale.ROOT,
            "step %d of %d, loss %.4f, %,d tokens, %.0f tokens/s, %s left%n",
            step,
            options.steps(),
            loss / REPORT,
            tokens,
            tokens / seconds,
            left(seconds, step));
        loss = 0;
      }
      if (step % KEEP == 0) {
        checkpoint.writeWeights(module);
      }
    }
  }

  private String left(double seconds, int step) {
    long left = Math.round(seconds / step * (options.steps() - step));
    return Duration.ofSeconds(left).toString().substring(2).toLowerCase(Locale.ROOT);
  }

  /** Rises at the beginning, stays, and falls to nothing in the end, if that is the end. */
  private double rate(int step) {
    double rising = Math.min(1, (double) step / WARM_UP);
    if (options.stage() == TrainerOptions.Stage.COPYING) {
      return rising;
    }
    double left = (double) (options.steps() - step + 1) / options.steps();
    return Math.min(rising, left / DECAY);
  }
}
