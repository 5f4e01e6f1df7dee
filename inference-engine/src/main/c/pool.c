// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum {
  MOST_THREADS = 256,
  SPINS_BEFORE_SLEEP = 2000,
  SPINS_BEFORE_YIELD = 20000,
};

// What the threads work on. The ticket holds the number of chunks in its upper half and the next
// chunk in its lower half: whoever draws a chunk below that number knows that the rest of the job
// is of the same time, because a job ends only when all its chunks are done.
static struct {
  pool_task task;
  const void *context;
  _Alignas(64) _Atomic uint64_t ticket;
  _Alignas(64) atomic_int unfinished;
  _Alignas(64) atomic_uint generation;
  atomic_int sleepers;
  atomic_bool stopping;
} job;

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

static void take_chunks(void) {
  for (;;) {
    uint64_t drawn = atomic_fetch_add(&job.ticket, 1);
    uint32_t chunk = (uint32_t)drawn;
    if (chunk >= drawn >> 32) {
      return;
    }
    job.task(job.context, (int)chunk);
    atomic_fetch_sub(&job.unfinished, 1);
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
    take_chunks();
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
  atomic_store(&job.ticket, (uint64_t)chunks << 32);
  announce();
  take_chunks();
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
