// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum {
  MOST_THREADS = 256,
  SPINS_BEFORE_SLEEP = 2000,
  SPINS_BEFORE_YIELD = 20000,
};

// What the threads work on. Whoever has drawn a chunk knows that task and context are of the same
// time, because a job ends only when all its chunks are done.
static struct {
  pool_task task;
  const void *context;
  _Alignas(64) atomic_int unfinished;
  _Alignas(64) atomic_uint generation;
  atomic_int sleepers;
  atomic_bool stopping;
} job;

// Chunks that nobody has drawn, one range for each thread: the first of them in the lower half, the
// one behind the last in the upper half. A thread draws from the front of its own range, so that it
// reads memory on from where it was, and when that is empty from the back of another's.
static struct {
  _Alignas(64) _Atomic uint64_t left;
} ranges[MOST_THREADS];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static pthread_mutex_t owner = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local int thread_number;

static struct worker {
  pthread_t thread;
  int number;
  unsigned seen;  // generation of jobs at its start
} workers[MOST_THREADS];
static int worker_count;

void pool_acquire(void) { pthread_mutex_lock(&owner); }

void pool_release(void) { pthread_mutex_unlock(&owner); }

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static uint64_t range_of(uint32_t first, uint32_t behind) { return (uint64_t)behind << 32 | first; }

// Draws a chunk of a thread's range and does it; false when the range is empty.
static bool do_chunk(int thread) {
  _Atomic uint64_t *left = &ranges[thread].left;
  bool own = thread == thread_number;
  uint64_t range = atomic_load(left);
  for (;;) {
    uint32_t first = (uint32_t)range;
    uint32_t behind = (uint32_t)(range >> 32);
    if (first >= behind) {
      return false;
    }
    uint64_t rest = own ? range_of(first + 1, behind) : range_of(first, behind - 1);
    if (atomic_compare_exchange_weak(left, &range, rest)) {
      job.task(job.context, (int)(own ? first : behind - 1));
      atomic_fetch_sub(&job.unfinished, 1);
      return true;
    }
  }
}

static void do_chunks(void) {
  int threads = pool_threads();
  for (int t = 0; t < threads; t++) {
    while (do_chunk((thread_number + t) % threads)) {
    }
  }
}

static unsigned await_job(unsigned seen) {
  for (int spins = 0; spins < SPINS_BEFORE_SLEEP; spins++) {
    unsigned now = atomic_load(&job.generation);
    if (now != seen) {
      return now;
    }
    relax();
  }
  pthread_mutex_lock(&lock);
  atomic_fetch_add(&job.sleepers, 1);
  while (atomic_load(&job.generation) == seen) {
    pthread_cond_wait(&wake, &lock);
  }
  atomic_fetch_sub(&job.sleepers, 1);
  pthread_mutex_unlock(&lock);
  return atomic_load(&job.generation);
}

static void announce(void) {
  atomic_fetch_add(&job.generation, 1);
  if (atomic_load(&job.sleepers) > 0) {
    pthread_mutex_lock(&lock);
    pthread_cond_broadcast(&wake);
    pthread_mutex_unlock(&lock);
  }
}

static void *work(void *started) {
  const struct worker *self = started;
  thread_number = self->number;
  unsigned seen = self->seen;
  for (;;) {
    seen = await_job(seen);
    if (atomic_load(&job.stopping)) {
      return NULL;
    }
    do_chunks();
  }
}

void pool_run(pool_task task, const void *context, int chunks) {
  if (chunks == 1 || worker_count == 0) {
    for (int chunk = 0; chunk < chunks; chunk++) {
      task(context, chunk);
    }
    return;
  }
  job.task = task;
  job.context = context;
  atomic_store(&job.unfinished, chunks);
  int threads = pool_threads();
  for (int t = 0; t < threads; t++) {
    uint32_t first = (uint32_t)((int64_t)chunks * t / threads);
    uint32_t behind = (uint32_t)((int64_t)chunks * (t + 1) / threads);
    atomic_store(&ranges[t].left, range_of(first, behind));
  }
  announce();
  do_chunks();
  for (int spins = 0; atomic_load(&job.unfinished) > 0; spins++) {
    if (spins < SPINS_BEFORE_YIELD) {
      relax();
    } else {
      sched_yield();
    }
  }
}

static void stop_workers(void) {
  atomic_store(&job.stopping, 1);
  announce();
  for (int i = 0; i < worker_count; i++) {
    pthread_join(workers[i].thread, NULL);
  }
  worker_count = 0;
  atomic_store(&job.stopping, 0);
}

void pool_resize(int threads) {
  int wanted = threads < 1 ? 0 : threads > MOST_THREADS ? MOST_THREADS - 1 : threads - 1;
  if (wanted == worker_count) {
    return;
  }
  stop_workers();
  while (worker_count < wanted) {
    struct worker *next = &workers[worker_count];
    next->number = worker_count + 1;
    next->seen = atomic_load(&job.generation);
    if (pthread_create(&next->thread, NULL, work, next) != 0) {
      break;
    }
    char name[24];
    snprintf(name, sizeof name, "autoglm-k%d", next->number);
    pthread_setname_np(next->thread, name);
    worker_count++;
  }
}

int pool_threads(void) { return worker_count + 1; }

int pool_thread(void) { return thread_number; }
