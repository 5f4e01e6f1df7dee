// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.function.LongSupplier;

/** Reads a streamed answer on the client's own few threads: no stream holds one while it waits. */
final class AnswerSubscriber implements BodySubscriber<Void> {
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final StreamedAnswer answer;
  private final LongSupplier clock;
  private final EventStreamParser parser;
  private long now;
  private Subscription subscription;

  AnswerSubscriber(StreamedAnswer answer, LongSupplier clock) {
    this.answer = answer;
    this.clock = clock;
    this.parser = new EventStreamParser(data -> answer.accept(data, now));
  }

  @Override
  public CompletionStage<Void> getBody() {
    return end;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    now = clock.getAsLong();
    try {
      for (ByteBuffer buffer : buffers) {
        parser.feed(buffer);
      }
    } catch (IOException e) {
      answer.fail(new Failure(Failure.MALFORMED_STREAM, e.getMessage()));
    }
    if (answer.failure() != null) {
      subscription.cancel();
      end.complete(null);
    }
  }

  @Override
  public void onError(Throwable error) {
    answer.fail(new Failure(Failure.BROKEN_STREAM, error.toString()));
    end.complete(null);
  }

  @Override
  public void onComplete() {
    answer.close();
    end.complete(null);
  }
}
