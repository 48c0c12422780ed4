/* The parts of the guest's single program. Each part takes its own arguments; argv[0] is its name. */
#ifndef LAB_H
#define LAB_H

#include <stdint.h>

int container_main(int argc, char **argv); /* container.c: starts a command as a container runtime would */
int service_main(int argc, char **argv);   /* service.c: listens, keeps files open, has children and threads */
int intruder_main(int argc, char **argv);  /* intruder.c: the intruder that the analysis has to find */
int watcher_main(int argc, char **argv);   /* watcher.c: keeps events of perf_event_open(2) open */
int stepper_main(int argc, char **argv);   /* stepper.c: executes probed instructions */
int pages_main(int argc, char **argv);     /* facts.c: files and their cached pages */
int programs_main(int argc, char **argv);  /* facts.c: BPF programs */

/* Prints the failed operation and its error, and ends the program. */
void fail(const char *what);

/* The offset of a code address of this program in the program's file. */
uint64_t offset_of(const void *code);

#endif
