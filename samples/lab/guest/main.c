/*
 * One static program for the whole guest, so that its pages are in memory once: "lab container …", "lab intruder …",
 * "lab watcher", "lab stepper", "lab pages", "lab programs". Under any other name it is a service of that name (kubelet,
 * nginx, pause, …: hard links to this file).
 */
#include "lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fail(const char *what) {
    perror(what);
    exit(1);
}

uint64_t offset_of(const void *code) {
    char line[512];
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        unsigned long start, end, offset;
        if (sscanf(line, "%lx-%lx %*s %lx", &start, &end, &offset) == 3 && (unsigned long)code >= start
            && (unsigned long)code < end) {
            fclose(maps);
            return (unsigned long)code - start + offset;
        }
    }
    fail("/proc/self/maps");
    return 0;
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "container") == 0) {
        return container_main(argc - 1, argv + 1);
    }
    if (argc > 1 && strcmp(argv[1], "intruder") == 0) {
        return intruder_main(argc - 1, argv + 1);
    }
    if (argc > 1 && strcmp(argv[1], "watcher") == 0) {
        return watcher_main(argc - 1, argv + 1);
    }
    if (argc > 1 && strcmp(argv[1], "stepper") == 0) {
        return stepper_main(argc - 1, argv + 1);
    }
    if (argc > 1 && strcmp(argv[1], "pages") == 0) {
        return pages_main(argc - 1, argv + 1);
    }
    if (argc > 1 && strcmp(argv[1], "programs") == 0) {
        return programs_main(argc - 1, argv + 1);
    }
    /* The intruder's memfd copy is started under its false name. */
    if (strncmp(argv[0], "[kworker", 8) == 0) {
        return intruder_main(argc, argv);
    }
    return service_main(argc, argv);
}
