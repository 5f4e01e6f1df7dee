// SPDX-License-Identifier: Apache-2.0
// Threads that share the chunks of one job. Waiting threads spin for some microseconds, as long as
// the gaps between the jobs of a step are, and then sleep, so that an idle model costs nothing.
#ifndef AUTOGLM_POOL_H
#define AUTOGLM_POOL_H

typedef void (*pool_task)(const void *context, int chunk);

// The pool belongs to one caller at a time; whoever calls the functions below has acquired it.
void pool_acquire(void);

void pool_release(void);

// Sets how many threads compute, the calling one included.
void pool_resize(int threads);

int pool_threads(void);

// Which thread works on a chunk, 0 for the caller; below pool_threads.
int pool_thread(void);

// Calls task once for each chunk from 0 to chunks - 1, on several threads, and returns when all are
// done.
void pool_run(pool_task task, const void *context, int chunks);

#endif
