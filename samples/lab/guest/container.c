/*
 * A small container runtime, which makes the same kernel objects as containerd and runc:
 *
 *   lab container [--cgroup DIR] [--join PID] [--host-network] [--host-pid] [--hostname NAME] [--root DIR]
 *                 [--bind SOURCE:TARGET[:ro]]… [--user UID] [--privileged] [--pidfile FILE] -- PROGRAM ARGUMENTS…
 *
 * --join PID uses the network, UTS and IPC namespaces of a pod's pause process; without it these namespaces are new.
 * The mount, cgroup and (unless --host-pid) pid namespaces are always new. The program becomes a child of the calling
 * process, which is the shim. --pidfile receives the program's pid in the host's namespace.
 */
#define _GNU_SOURCE
#include "lab.h"

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_BINDS 16

struct container {
    const char *cgroup, *hostname, *root, *pidfile;
    const char *binds[MAX_BINDS];
    int bind_count, join, user, privileged, host_network, host_pid;
    char **command;
};

/* The capabilities that containerd grants an ordinary container, by number (linux/capability.h). */
static const int DEFAULT_CAPABILITIES[] = {0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31};

static void parse(int argc, char **argv, struct container *c) {
    int i = 1;
    for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *option = argv[i];
        if (strcmp(option, "--privileged") == 0) {
            c->privileged = 1;
        } else if (strcmp(option, "--host-network") == 0) {
            c->host_network = 1;
        } else if (strcmp(option, "--host-pid") == 0) {
            c->host_pid = 1;
        } else if (i + 1 >= argc) {
            fail(option);
        } else if (strcmp(option, "--cgroup") == 0) {
            c->cgroup = argv[++i];
        } else if (strcmp(option, "--join") == 0) {
            c->join = atoi(argv[++i]);
        } else if (strcmp(option, "--hostname") == 0) {
            c->hostname = argv[++i];
        } else if (strcmp(option, "--root") == 0) {
            c->root = argv[++i];
        } else if (strcmp(option, "--pidfile") == 0) {
            c->pidfile = argv[++i];
        } else if (strcmp(option, "--user") == 0) {
            c->user = atoi(argv[++i]);
        } else if (strcmp(option, "--bind") == 0 && c->bind_count < MAX_BINDS) {
            c->binds[c->bind_count++] = argv[++i];
        } else {
            fail(option);
        }
    }
    if (i + 1 >= argc || c->root == NULL) {
        fail("lab container: --root and a command are needed");
    }
    c->command = argv + i + 1;
}

static void write_number(const char *path, int number) {
    FILE *file = fopen(path, "w");
    if (file == NULL || fprintf(file, "%d\n", number) < 0 || fclose(file) != 0) {
        fail(path);
    }
}

static void enter_namespaces(const struct container *c) {
    int fresh = CLONE_NEWNS | CLONE_NEWCGROUP;
    if (!c->host_pid) {
        fresh |= CLONE_NEWPID;
    }
    if (c->join != 0) {
        static const char *KINDS[] = {"net", "uts", "ipc"};
        for (int i = 0; i < 3; i++) {
            char path[64];
            snprintf(path, sizeof path, "/proc/%d/ns/%s", c->join, KINDS[i]);
            int fd = open(path, O_RDONLY | O_CLOEXEC);
            if (fd < 0 || setns(fd, 0) != 0) {
                fail(path);
            }
            close(fd);
        }
    } else {
        /* A pod in the host's network namespace also has the host's name. */
        fresh |= CLONE_NEWIPC | (c->host_network ? 0 : CLONE_NEWNET | CLONE_NEWUTS);
    }
    if (unshare(fresh) != 0) {
        fail("unshare");
    }
    if (c->hostname != NULL && c->join == 0 && !c->host_network && sethostname(c->hostname, strlen(c->hostname)) != 0) {
        fail("sethostname");
    }
}

static void make_folders(const char *path) {
    char part[512];
    snprintf(part, sizeof part, "%s", path);
    for (char *at = part + 1; *at != 0; at++) {
        if (*at == '/') {
            *at = 0;
            mkdir(part, 0755);
            *at = '/';
        }
    }
}

/* SOURCE:TARGET[:ro]; the target is below the container's root and is created as a folder or a file, like the source. */
static void bind_mount(const char *root, const char *spec) {
    char copy[512], target[512];
    snprintf(copy, sizeof copy, "%s", spec);
    char *inside = strchr(copy, ':');
    if (inside == NULL) {
        fail(spec);
    }
    *inside++ = 0;
    char *mode = strchr(inside, ':');
    if (mode != NULL) {
        *mode++ = 0;
    }
    snprintf(target, sizeof target, "%s%s", root, inside);
    make_folders(target);
    struct stat source;
    if (stat(copy, &source) != 0) {
        fail(copy);
    }
    if (S_ISDIR(source.st_mode)) {
        mkdir(target, 0755);
    } else {
        close(open(target, O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
    }
    if (mount(copy, target, NULL, MS_BIND | MS_REC, NULL) != 0) {
        fail(target);
    }
    if (mode != NULL && mount(NULL, target, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) != 0) {
        fail(target);
    }
}

static void mount_in(const char *root, const char *type, const char *target, unsigned long flags, const char *data) {
    char path[512];
    snprintf(path, sizeof path, "%s%s", root, target);
    make_folders(path);
    mkdir(path, 0755);
    if (mount(type, path, type, flags, data) != 0) {
        fail(path);
    }
}

static void enter_root(const struct container *c) {
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
        fail("private mounts");
    }
    mount_in(c->root, "proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    mount_in(c->root, "tmpfs", "/dev", MS_NOSUID, "mode=755,size=64k");
    mount_in(c->root, "sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC | (c->privileged ? 0 : MS_RDONLY), NULL);
    mount_in(c->root, "tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777,size=4m");
    bind_mount(c->root, "/dev/null:/dev/null");
    for (int i = 0; i < c->bind_count; i++) {
        bind_mount(c->root, c->binds[i]);
    }
    if (chdir(c->root) != 0 || syscall(SYS_pivot_root, ".", ".") != 0 || umount2(".", MNT_DETACH) != 0
            || chdir("/") != 0) {
        fail("pivot_root");
    }
}

static void drop_privileges(const struct container *c) {
    if (!c->privileged) {
        for (int capability = 0; capability < 64; capability++) {
            int kept = 0;
            for (size_t i = 0; i < sizeof DEFAULT_CAPABILITIES / sizeof DEFAULT_CAPABILITIES[0]; i++) {
                kept |= DEFAULT_CAPABILITIES[i] == capability;
            }
            if (!kept) {
                prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
            }
        }
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    }
    gid_t group = c->user;
    if (setgroups(c->user == 0 ? 0 : 1, &group) != 0 || setresgid(group, group, group) != 0
            || setresuid(c->user, c->user, c->user) != 0) {
        fail("user");
    }
}

int container_main(int argc, char **argv) {
    struct container c = {0};
    parse(argc, argv, &c);
    pid_t shim = fork(); /* the parent stays the shim's child until the program runs in its namespaces */
    if (shim < 0) {
        fail("fork");
    }
    if (shim > 0) {
        int status;
        waitpid(shim, &status, 0);
        return WEXITSTATUS(status);
    }
    if (c.cgroup != NULL) {
        char path[512];
        snprintf(path, sizeof path, "%s/cgroup.procs", c.cgroup);
        write_number(path, getpid());
    }
    enter_namespaces(&c);
    pid_t child = fork(); /* the first process of the new pid namespace */
    if (child < 0) {
        fail("fork");
    }
    if (child > 0) {
        if (c.pidfile != NULL) {
            write_number(c.pidfile, child);
        }
        return 0; /* the program is now a child of the nearest subreaper: the shim */
    }
    enter_root(&c);
    drop_privileges(&c);
    execv(c.command[0], c.command);
    fail(c.command[0]);
    return 1;
}
