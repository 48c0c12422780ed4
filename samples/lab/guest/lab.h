/* The parts of the guest's one program; each takes its own arguments, argv[0] being its name. */
#ifndef LAB_H
#define LAB_H

#include <stdint.h>

int container_main(int argc, char **argv); /* container.c: starts a command as a container runtime would */
int service_main(int argc, char **argv);   /* service.c: listens, keeps files open, has children and threads */
int intruder_main(int argc, char **argv);  /* intruder.c: what the analysis is to find */
int watcher_main(int argc, char **argv);   /* watcher.c: keeps events of perf_event_open(2) open */
int stepper_main(int argc, char **argv);   /* stepper.c: comes by probed instructions */
int pages_main(int argc, char **argv);     /* facts.c: files and how much of them is cached */
int programs_main(int argc, char **argv);  /* facts.c: BPF programs */

/* Prints what failed and why, and ends the program. */
void fail(const char *what);

/* Where in its file some code of this program lies. */
uint64_t offset_of(const void *code);

#endif
