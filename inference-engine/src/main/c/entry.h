// SPDX-License-Identifier: Apache-2.0
// Functions the JVM calls; everything else stays inside the library.
#ifndef AUTOGLM_ENTRY_H
#define AUTOGLM_ENTRY_H

#define EXPORTED __attribute__((visibility("default")))

#endif
