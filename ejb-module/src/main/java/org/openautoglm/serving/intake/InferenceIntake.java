// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.openautoglm.engine.api.Model;
import org.openautoglm.engine.api.Tokenizer;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.ChatRequest;
import org.openautoglm.serving.api.CompletionRequest;
import org.openautoglm.serving.api.EmbeddingRequest;
import org.openautoglm.serving.api.EmbeddingResult;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.GenerationStream;
import org.openautoglm.serving.api.InferenceService;
import org.openautoglm.serving.api.ModelView;
import org.openautoglm.serving.api.PromptInput;
import org.openautoglm.serving.api.Readiness;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.StreamEvent.Usage;
import org.openautoglm.serving.api.TokenizeRequest;
import org.openautoglm.serving.api.TokenizeResult;
import org.openautoglm.serving.audit.AuditDesk;
import org.openautoglm.serving.audit.RequestAccount;
import org.openautoglm.serving.catalog.CatalogEntry;
import org.openautoglm.serving.logging.ServingLog;
import org.openautoglm.serving.policy.PolicyChain;
import org.openautoglm.serving.scheduling.Place;
import org.openautoglm.serving.streaming.Answer;
import org.openautoglm.serving.streaming.AnswerHeader;
import org.openautoglm.serving.streaming.EmbeddingCollector;
import org.openautoglm.serving.worker.ModelWorker;

/** Receives every request and leads it through the house. Safe for many threads. */
public final class InferenceIntake implements InferenceService {
  /** As many as OpenAI takes in one request: clients split their texts accordingly. */
  private static final int MOST_TEXTS = 2048;

  /** Enough to fill a step of a large device; more would only keep others out. */
  private static final int MOST_TEXTS_AT_ONCE = 256;

  private final ModelAccess models;
  private final PolicyGate gate;
  private final AuditDesk audit;
  private final ReadinessCheck readiness;

  public InferenceIntake(
      ModelAccess models, PolicyChain policies, AuditDesk audit, ReadinessCheck readiness) {
    this.models = models;
    this.gate = new PolicyGate(policies);
    this.audit = audit;
    this.readiness = readiness;
  }

  @Override
  public GenerationStream chat(
      Caller caller, String requestId, ChatRequest request, BooleanSupplier abandoned) {
    return generate(caller, requestId, new Draft.Chat(request), abandoned);
  }

  @Override
  public GenerationStream complete(
      Caller caller, String requestId, CompletionRequest request, BooleanSupplier abandoned) {
    return generate(caller, requestId, new Draft.Completion(request), abandoned);
  }

  /**
   * The whole story of an answer. Reception checks what was sent, the policy is asked, the catalog
   * finds the model, the waiting room gives a place and in the end a worker; the prompt becomes
   * tokens, and the engine begins. From then on the answer itself carries the place, and gives it
   * back when its last sequence has left the engine. However it ends, the account records it once.
   */
  private GenerationStream generate(
      Caller caller, String requestId, Draft draft, BooleanSupplier abandoned) {
    RequestAccount account = audit.open(requestId, caller, draft.operation());
    return follow(
        account,
        () -> {
          draft.checkShape();
          ValidSettings settings = ValidSettings.check(draft.settings(), draft.echo());
          gate.pass(account, draft.model());
          CatalogEntry entry = models.resolve(draft.model());
          account.servedBy(entry.name(), entry.key().version());
          Place<ModelWorker> place = models.admit(entry, caller.id(), sequences(draft, settings));
          try {
            ModelWorker worker = place.instance(abandoned);
            Model model = worker.model();
            PromptReader reader = new PromptReader(entry.name(), model, worker.longestSequence());
            ValidGeneration generation =
                ValidGeneration.prepare(caller.id(), draft, settings, model, reader);
            return Answer.start(
                new AnswerHeader(entry.name(), entry.key().version(), account.started()),
                generation.plans(),
                worker,
                model.tokenizer(),
                new Departure(account, place));
          } catch (InterruptedException | RuntimeException | Error e) {
            place.close();
            throw e;
          }
        });
  }

  private int sequences(Draft draft, ValidSettings settings) {
    long sequences = (long) draft.prompts() * settings.choices();
    if (sequences > models.largestRequest()) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE,
          "prompt times n asks for "
              + sequences
              + " answers: allowed are up to "
              + models.largestRequest()
              + " in one request.",
          draft.prompts() > 1 ? "prompt" : "n");
    }
    return (int) sequences;
  }

  @Override
  public EmbeddingResult embed(
      Caller caller, String requestId, EmbeddingRequest request, BooleanSupplier abandoned) {
    RequestAccount account = audit.open(requestId, caller, "embedding");
    return follow(
        account,
        () -> {
          checkEmbedding(request);
          return visit(
              account,
              request.model(),
              Math.min(request.inputs().size(), MOST_TEXTS_AT_ONCE),
              abandoned,
              visit -> embed(visit, request, abandoned));
        });
  }

  private static void checkEmbedding(EmbeddingRequest request) {
    Draft.checkInputs("input", request.inputs());
    if (request.inputs().size() > MOST_TEXTS) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE,
          "input holds "
              + request.inputs().size()
              + " texts: allowed are up to "
              + MOST_TEXTS
              + " in one request.",
          "input");
    }
  }

  private static EmbeddingResult embed(
      Visit visit, EmbeddingRequest request, BooleanSupplier abandoned)
      throws InterruptedException {
    String tenant = visit.account().caller().id();
    List<int[]> texts = new ArrayList<>();
    int tokens = 0;
    for (PromptInput input : request.inputs()) {
      int[] ids = visit.reader().read("input", input);
      visit.reader().room("input", ids, 0);
      texts.add(ids);
      tokens += ids.length;
    }
    List<float[]> vectors =
        EmbeddingCollector.collect(
            texts,
            visit.sequences(),
            (ids, listener) -> visit.worker().submitEmbedding(tenant, ids, listener),
            abandoned);
    visit.account().completed(new Usage(tokens, 0, 0));
    return new EmbeddingResult(visit.entry().name(), vectors, tokens);
  }

  @Override
  public TokenizeResult tokenize(Caller caller, String requestId, TokenizeRequest request) {
    RequestAccount account = audit.open(requestId, caller, "tokenize");
    return follow(
        account,
        () -> {
          if (request.prompt() == null) {
            Draft.checkMessages(request.messages());
          }
          return visit(account, request.model(), 1, () -> false, visit -> tokenize(visit, request));
        });
  }

  private static TokenizeResult tokenize(Visit visit, TokenizeRequest request) {
    Tokenizer tokenizer = visit.worker().model().tokenizer();
    int[] ids =
        request.prompt() != null
            ? tokenizer.encode(request.prompt(), request.addSpecialTokens())
            : visit
                .reader()
                .read(
                    PromptReader.chat(
                        request.messages(),
                        request.tools(),
                        request.addGenerationPrompt(),
                        request.chatTemplateArguments()));
    TokenizeResult result =
        new TokenizeResult(
            IntStream.of(ids).boxed().toList(),
            IntStream.of(ids).mapToObj(tokenizer::token).toList(),
            visit.worker().longestSequence());
    visit.account().completed(new Usage(ids.length, 0, 0));
    return result;
  }

  @Override
  public String detokenize(Caller caller, String requestId, String model, List<Integer> tokens) {
    RequestAccount account = audit.open(requestId, caller, "detokenize");
    return follow(
        account, () -> visit(account, model, 1, () -> false, visit -> detokenize(visit, tokens)));
  }

  private static String detokenize(Visit visit, List<Integer> tokens) {
    Model model = visit.worker().model();
    int vocabulary = Math.max(model.info().vocabularySize(), model.tokenizer().vocabularySize());
    tokens.forEach(id -> Refusals.token("tokens", id, vocabulary));
    String text =
        model.tokenizer().decode(tokens.stream().mapToInt(Integer::intValue).toArray(), false);
    visit.account().completed(new Usage(tokens.size(), 0, 0));
    return text;
  }

  @Override
  public void refused(Caller caller, String requestId, String operation, ServingException reason) {
    audit.open(requestId, caller, operation).ended(reason);
  }

  @Override
  public List<ModelView> models(Caller caller) {
    gate.pass(caller, "list models");
    return models.views();
  }

  @Override
  public ModelView model(Caller caller, String id) {
    gate.pass(caller, "show a model");
    return models.view(id);
  }

  @Override
  public Readiness readiness() {
    return readiness.check();
  }

  /** The way of a request that needs a loaded model but leaves no answer running. */
  private <T> T visit(
      RequestAccount account,
      String name,
      int mostSequences,
      BooleanSupplier abandoned,
      Visit.Task<T> task)
      throws InterruptedException {
    gate.pass(account, name);
    CatalogEntry entry = models.resolve(name);
    account.servedBy(entry.name(), entry.key().version());
    try (Place<ModelWorker> place = models.admitSome(entry, account.caller().id(), mostSequences)) {
      ModelWorker worker = place.instance(abandoned);
      PromptReader reader =
          new PromptReader(entry.name(), worker.model(), worker.longestSequence());
      return task.run(new Visit(account, entry, worker, place.sequences(), reader));
    }
  }

  /** Runs the steps of a request and records how it ended, when it ended early. */
  private static <T> T follow(RequestAccount account, Steps<T> steps) {
    try {
      return steps.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw end(
          account,
          new ServingException(
              ErrorCode.CANCELLED, "The request was given up while it waited.", null, e));
    } catch (ServingException e) {
      throw end(account, e);
    } catch (RuntimeException e) {
      throw failed(account, e);
    } catch (Error e) {
      // such as a full heap: the thread is not ours to go on with
      failed(account, e);
      throw e;
    }
  }

  private static ServingException failed(RequestAccount account, Throwable cause) {
    ServingLog.LOG.requestFailed(cause, account.requestId());
    return end(
        account,
        new ServingException(
            ErrorCode.INTERNAL,
            "The request failed for a reason that lies with the server: its log says why.",
            null,
            cause));
  }

  private static ServingException end(RequestAccount account, ServingException reason) {
    account.ended(reason);
    return reason;
  }

  /** The steps of one request. */
  @FunctionalInterface
  private interface Steps<T> {
    T run() throws InterruptedException;
  }
}
