// SPDX-License-Identifier: Apache-2.0
// The threads with which the JVM compiles. They have much to do in a server's first minutes, and
// while one of them has a processor, all threads that compute a step wait for the one it took it
// from.
#ifndef AUTOGLM_COMPILERS_H
#define AUTOGLM_COMPILERS_H

// Lowers their priority, and that of those they start later, below that of all other threads. Where
// that is not possible nothing changes.
void compilers_step_back(void);

#endif
