// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openautoglm.cli.bench.client.Endpoint;
import org.openautoglm.cli.bench.client.JsonBodies;
import picocli.CommandLine.Option;

/** The options of the command as they were written. */
final class BenchOptions {
  /** What requests have already, and what a user does to change it. */
  private static final Map<String, String> OWN_MEMBERS =
      Map.of(
          "model", "use --model",
          "prompt", "use --prompt-tokens or --mix",
          "messages", "use --prompt-tokens or --mix",
          "max_tokens", "use --answer-tokens or --mix",
          "temperature", "use --temperature",
          "stream", "every answer is streamed",
          "stream_options", "usage is always asked for",
          "ignore_eos", "use --ignore-eos",
          "return_token_ids", "they are asked for where --turns needs them");

  @Option(
      names = "--url",
      paramLabel = "[NAME=]URL",
      description =
          "an OpenAI-compatible server; several are measured one after the other and shown side by"
              + " side (http://127.0.0.1:8080)")
  List<String> urls = new ArrayList<>();

  @Option(
      names = "--key",
      paramLabel = "[NAME=]KEY",
      description =
          "API key, for all servers or for the one of that name; AUTOGLM_KEY in the environment"
              + " serves too. Without one, a server on this machine gets the key of --data")
  List<String> keys = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "data folder of the local service, for its admin.key (data-PORT when it has one, else"
              + " data)")
  Path data;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "the model to ask (the first that the server lists)")
  String model;

  @Option(
      names = "--endpoint",
      paramLabel = "NAME",
      defaultValue = "completions",
      description = "chat or completions (${DEFAULT-VALUE})")
  Endpoint endpoint;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description =
          "requests at a time: with --rate the most, without it a closed loop (1; unlimited with"
              + " --rate)")
  Integer concurrency;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "0",
      description =
          "open loop: conversations that arrive per second, at random (Poisson); latencies count"
              + " from the arrival")
  double rate;

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "how many requests (20 without --duration)")
  Integer requests;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      description = "begin no further request after this time")
  Integer duration;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description = "requests before the measurement, not counted (the concurrency, at most 16)")
  Integer warmup;

  @Option(
      names = "--prompt-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "length of each prompt (${DEFAULT-VALUE})")
  int promptTokens;

  @Option(
      names = "--answer-tokens",
      paramLabel = "N",
      defaultValue = "64",
      description = "most tokens of each answer (${DEFAULT-VALUE})")
  int answerTokens;

  @Option(
      names = "--mix",
      paramLabel = "MIX",
      description =
          "lengths by share, instead of the two above: SHARE:PROMPT/ANSWER,... such as"
              + " 0.8:128/64,0.2:2000/200")
  String mix;

  @Option(
      names = "--shared-prefix",
      paramLabel = "TOKENS",
      defaultValue = "0",
      description =
          "tokens that every prompt begins with, before its own, which are random"
              + " (${DEFAULT-VALUE})")
  int sharedPrefix;

  @Option(
      names = "--turns",
      paramLabel = "K",
      defaultValue = "1",
      description =
          "requests of each conversation, each with all that was said before (${DEFAULT-VALUE})")
  int turns;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "of prompts and arrivals (a new one each time, or a server could have the prompts cached)")
  Long seed;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0",
      description = "(${DEFAULT-VALUE})")
  double temperature;

  @Option(
      names = "--ignore-eos",
      description = "ask for answers of full length; servers that do not know it say less")
  boolean ignoreEos;

  @Option(
      names = "--extra-body",
      paramLabel = "JSON",
      defaultValue = "{}",
      description = "further members of each request")
  String extraBody;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "for each answer (${DEFAULT-VALUE})")
  int timeout;

  @Option(
      names = "--goodput",
      paramLabel = "GOAL",
      description =
          "count requests per second that reach ttft:MS,tpot:MS,e2el:MS, or some of these")
  String goodput;

  @Option(names = "--json", paramLabel = "FILE", description = "write the report as JSON")
  Path json;

  @Option(names = "--html", paramLabel = "FILE", description = "write the report as a page")
  Path html;

  @Option(names = "--allow-errors", description = "failed requests are no failure of the command")
  boolean allowErrors;

  /**
   * @throws IllegalArgumentException when that is no JSON object, or has a member that requests
   *     have already
   */
  JsonObject extraMembers() {
    JsonObject members;
    try {
      members = JsonBodies.object(extraBody);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--extra-body: '" + extraBody + "' is no JSON object", e);
    }
    for (String name : members.keySet()) {
      if (OWN_MEMBERS.containsKey(name)) {
        throw new IllegalArgumentException(
            "--extra-body must not contain " + name + ": " + OWN_MEMBERS.get(name));
      }
    }
    return members;
  }

  Duration timeout() {
    return Duration.ofSeconds(timeout);
  }
}
