// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "compilers.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { NICE = 10 };  // a tenth of a processor that others want too

static bool is_compiler(int task) {
  char path[64];
  char name[16] = "";
  snprintf(path, sizeof path, "/proc/self/task/%d/comm", task);
  FILE *file = fopen(path, "re");
  if (file == NULL) {
    return false;
  }
  bool read = fgets(name, sizeof name, file) != NULL;
  fclose(file);
  return read && (strncmp(name, "C1 Compiler", 11) == 0 || strncmp(name, "C2 Compiler", 11) == 0);
}

void compilers_step_back(void) {
  DIR *tasks = opendir("/proc/self/task");
  if (tasks == NULL) {
    return;
  }
  for (struct dirent *entry; (entry = readdir(tasks)) != NULL;) {
    int task = atoi(entry->d_name);
    if (task > 0 && is_compiler(task) && getpriority(PRIO_PROCESS, (id_t)task) < NICE) {
      setpriority(PRIO_PROCESS, (id_t)task, NICE);
    }
  }
  closedir(tasks);
}
