/*
 * Represents the programs of a node. It can be started under any name:
 *
 *   NAME [--title TEXT] [--listen PORT]… [--udp PORT] [--unix PATH] [--open FILE]… [--threads N] [--worker TITLE]…
 *        [--connect ADDRESS:PORT]… [--user UID] [--reap] [--spawn SCRIPT] [ARGUMENTS that only appear in the command line]
 *
 * --worker forks a child with that title, as nginx does. --reap makes the process the parent of orphans, like a shim.
 * --spawn runs a shell script as its child, after everything else is done.
 */
#define _GNU_SOURCE
#include "lab.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char *argument_area;
static size_t argument_size;

/* Overwrites the arguments, as programs do to show a title in ps. A title that does not fit is cut off. */
static void set_title(const char *title) {
    memset(argument_area, 0, argument_size);
    snprintf(argument_area, argument_size, "%s", title);
}

static void listen_at(int type, int port) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_ANY)};
    int fd = socket(AF_INET, type, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || (type == SOCK_STREAM && listen(fd, 16) != 0)) {
        fail("listen");
    }
}

static void connect_to(const char *peer) {
    char address[64];
    snprintf(address, sizeof address, "%s", peer);
    char *port = strchr(address, ':');
    if (port == NULL) {
        fail(peer);
    }
    *port++ = 0;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(port))};
    inet_pton(AF_INET, address, &to.sin_addr);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    for (int tries = 0; connect(fd, (struct sockaddr *)&to, sizeof to) != 0; tries++) {
        if (tries == 60) {
            fail(peer);
        }
        sleep(1);
    }
}

static void listen_unix(const char *path) {
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    unlink(path);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 16) != 0) {
        fail(path);
    }
}

static void *idle(void *unused) {
    (void)unused;
    for (;;) {
        pause();
    }
    return NULL;
}

static void start_worker(const char *title) {
    pid_t pid = fork();
    if (pid < 0) {
        fail("fork");
    }
    if (pid == 0) {
        set_title(title);
        idle(NULL);
    }
}

static void spawn(const char *script) {
    pid_t pid = fork();
    if (pid < 0) {
        fail("fork");
    }
    if (pid == 0) {
        signal(SIGCHLD, SIG_DFL); /* a child inherits SIG_IGN, and a shell has to wait for its commands */
        execl("/bin/sh", "sh", script, NULL);
        fail(script);
    }
}

int service_main(int argc, char **argv) {
    argument_area = argv[0];
    argument_size = argv[argc - 1] + strlen(argv[argc - 1]) + 1 - argv[0];
    char *title = NULL;
    char *script = NULL;
    signal(SIGCHLD, SIG_IGN); /* ended children leave no zombies */
    for (int i = 1; i + 1 < argc; i++) {
        char *value = argv[i + 1];
        if (strcmp(argv[i], "--title") == 0) {
            title = strdup(value);
        } else if (strcmp(argv[i], "--listen") == 0) {
            listen_at(SOCK_STREAM, atoi(value));
        } else if (strcmp(argv[i], "--udp") == 0) {
            listen_at(SOCK_DGRAM, atoi(value));
        } else if (strcmp(argv[i], "--unix") == 0) {
            listen_unix(value);
        } else if (strcmp(argv[i], "--open") == 0 && open(value, O_CREAT | O_WRONLY | O_APPEND, 0640) < 0) {
            fail(value);
        } else if (strcmp(argv[i], "--user") == 0 && setuid(atoi(value)) != 0) {
            fail("setuid");
        } else if (strcmp(argv[i], "--connect") == 0) {
            connect_to(value);
        } else if (strcmp(argv[i], "--spawn") == 0) {
            script = strdup(value);
        } else if (strcmp(argv[i], "--threads") == 0) {
            for (int n = atoi(value); n > 0; n--) {
                pthread_t thread;
                pthread_create(&thread, NULL, idle, NULL);
            }
        }
    }
    char *workers[8];
    int worker_count = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--worker") == 0 && i + 1 < argc && worker_count < 8) {
            workers[worker_count++] = strdup(argv[i + 1]);
        } else if (strcmp(argv[i], "--reap") == 0) {
            prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        }
    }
    for (int i = 0; i < worker_count; i++) {
        start_worker(workers[i]);
    }
    if (title != NULL) {
        set_title(title);
    }
    if (script != NULL) {
        spawn(script);
    }
    idle(NULL);
    return 0;
}
