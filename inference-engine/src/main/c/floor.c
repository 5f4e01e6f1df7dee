// SPDX-License-Identifier: Apache-2.0
// What the machine's memory gives: the floor below which reading weights cannot take less time.
#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "entry.h"
#include "pool.h"

enum { PIECES = 64, PASSES = 3 };

typedef uint64_t wide __attribute__((vector_size(64)));

typedef struct {
  const wide *memory;
  int64_t per_piece;
} read_job;

static void read_piece(const void *context, int chunk) {
  const read_job *job = context;
  const wide *from = job->memory + chunk * job->per_piece;
  wide sums[4] = {{0}, {0}, {0}, {0}};
  for (int64_t i = 0; i + 4 <= job->per_piece; i += 4) {
    for (int j = 0; j < 4; j++) {
      sums[j] += from[i + j];
    }
  }
  wide sum = sums[0] + sums[1] + sums[2] + sums[3];
  __asm__ volatile("" : : "m"(sum));
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

// NativeKernels.readRate: bytes per second that the threads of the pool read from memory, the best
// of some passes over this many bytes; 0 when they cannot be had.
EXPORTED double Java_org_openautoglm_engine_kernel_NativeKernels_readRate(void *env, void *type,
                                                                          int64_t bytes) {
  (void)env, (void)type;
  int64_t per_piece = bytes / PIECES / (int64_t)sizeof(wide);
  size_t size = (size_t)(per_piece * PIECES) * sizeof(wide);
  wide *memory = aligned_alloc(4096, (size + 4095) & ~(size_t)4095);
  if (memory == NULL) {
    return 0;
  }
  for (size_t i = 0; i < size / sizeof(uint64_t); i++) {
    ((uint64_t *)memory)[i] = i;
  }
  read_job job = {memory, per_piece};
  double best = 0;
  for (int pass = 0; pass < PASSES; pass++) {
    pool_acquire();
    double start = seconds();
    pool_run(read_piece, &job, PIECES);
    double rate = (double)size / (seconds() - start);
    pool_release();
    best = rate > best ? rate : best;
  }
  free(memory);
  return best;
}
