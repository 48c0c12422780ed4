/*
 * The programs of the corpus' guests; the first argument selects one:
 *
 *   sockets            listens on TCP, TCP over IPv6, UDP and Unix sockets, and holds a pipe, a netlink and a packet socket
 *   server PORT        accepts connections and keeps them
 *   shell PORT         connects to the server and runs a shell on the connection
 *   threads            has four threads with names of their own
 *   user UID           runs as another user, with groups, and reads a file
 *   uids               has a real user id that differs from the effective one
 *   rwx                has memory that is writable and executable, with code in it
 *   memfd              runs a copy of itself that exists in memory only and calls itself a kernel worker
 *   sleep [NAME]       waits, under another name if NAME is given
 *   tracer PID         traces a process
 *   filter             has a BPF program on a socket
 *   rootless PROCS     runs a container in a user namespace of its own; PROCS is the file cgroup.procs of its cgroup
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/bpf.h>
#include <linux/netlink.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Ends the program if a call of the C library failed; node.sh then reports that the workload is incomplete. */
static int check(int result, const char *what) {
    if (result < 0) {
        perror(what);
        exit(1);
    }
    return result;
}

static void *wait_forever(void *name) {
    if (name != NULL) {
        prctl(PR_SET_NAME, name);
    }
    for (;;) {
        pause();
    }
    return NULL;
}

static void bound(int fd, void *address, size_t length) {
    check(bind(fd, address, length), "bind");
}

static int listen_tcp(int port) {
    int fd = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    bound(fd, &at, sizeof at);
    check(listen(fd, 5), "listen");
    return fd;
}

static void sockets(void) {
    listen_tcp(8443);
    int tcp6 = check(socket(AF_INET6, SOCK_STREAM, 0), "tcp6");
    struct sockaddr_in6 at6 = {.sin6_family = AF_INET6, .sin6_port = htons(8444)};
    bound(tcp6, &at6, sizeof at6);
    check(listen(tcp6, 3), "listen");
    int udp = check(socket(AF_INET, SOCK_DGRAM, 0), "udp");
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(5353)};
    bound(udp, &at, sizeof at);
    int named = check(socket(AF_UNIX, SOCK_STREAM, 0), "unix");
    struct sockaddr_un path = {.sun_family = AF_UNIX, .sun_path = "/run/lab.sock"};
    bound(named, &path, sizeof path);
    check(listen(named, 2), "listen");
    int nameless = check(socket(AF_UNIX, SOCK_DGRAM, 0), "unix");
    struct sockaddr_un abstract = {.sun_family = AF_UNIX, .sun_path = "\0lababstract"};
    bound(nameless, &abstract, offsetof(struct sockaddr_un, sun_path) + 12);
    int ends[2];
    check(pipe(ends), "pipe");
    check(socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), "netlink");
    check(socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)), "packet");
}

static void server(int port) {
    int fd = listen_tcp(port);
    for (;;) {
        check(accept(fd, NULL, NULL), "accept");
    }
}

static void shell(int port) {
    int fd = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (int tries = 0; connect(fd, (struct sockaddr *)&to, sizeof to) != 0; tries++) {
        check(tries == 60 ? -1 : 0, "connect");
        sleep(1);
    }
    for (int standard = 0; standard < 3; standard++) {
        dup2(fd, standard);
    }
    execl("/bin/sh", "sh", "-i", NULL);
}

static void threads(void) {
    static char names[4][16];
    for (int i = 0; i < 4; i++) {
        pthread_t thread;
        snprintf(names[i], sizeof names[i], "worker-%d", i);
        pthread_create(&thread, NULL, wait_forever, names[i]);
    }
}

static void user(unsigned id) {
    gid_t groups[] = {id, 27, 44};
    check(setgroups(3, groups), "setgroups");
    check(setresgid(id, id, id), "setresgid");
    check(setresuid(id, id, id), "setresuid");
    prctl(PR_SET_DUMPABLE, 1);
    check(open("/etc/lab.conf", O_RDONLY), "lab.conf");
}

static void rwx(void) {
    static const char code[] = "\x90\x90\x48\x31\xc0\xc3MZLAB"; /* nop; nop; xor rax, rax; ret */
    char *memory = mmap(NULL, 8192, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(memory == MAP_FAILED ? -1 : 0, "mmap");
    memcpy(memory, code, sizeof code);
}

static void in_memory(void) {
    int from = check(open("/proc/self/exe", O_RDONLY | O_CLOEXEC), "exe");
    int to = check(memfd_create("payload", 0), "memfd_create");
    char block[4096];
    for (ssize_t length; (length = read(from, block, sizeof block)) > 0;) {
        check(write(to, block, length), "write");
    }
    char *arguments[] = {"[kworker/9:9]", "sleep", "kworker/9:9", NULL};
    fexecve(to, arguments, environ);
}

/* A BPF program that passes every packet. */
static void filter(void) {
    struct bpf_insn code[] = {
        {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = -1},
        {.code = BPF_JMP | BPF_EXIT},
    };
    union bpf_attr program = {.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insn_cnt = 2, .insns = (uintptr_t)code};
    program.license = (uintptr_t)"GPL";
    strcpy(program.prog_name, "lab_filter");
    int fd = check(syscall(SYS_bpf, BPF_PROG_LOAD, &program, sizeof program), "bpf");
    int udp = check(socket(AF_INET, SOCK_DGRAM, 0), "udp");
    check(setsockopt(udp, SOL_SOCKET, SO_ATTACH_BPF, &fd, sizeof fd), "attach");
}

static void put(const char *path, const char *text) {
    int fd = check(open(path, O_WRONLY | O_CLOEXEC), path);
    check(write(fd, text, strlen(text)), path);
    close(fd);
}

/* Maps the ids of a process after it entered a user namespace of its own; only a process outside may map them. */
static void map_ids(pid_t of, int is_inside) {
    static const char *FILES[] = {"setgroups", "uid_map", "gid_map"};
    static const char *TEXTS[] = {"deny", "0 100000 65536", "0 100000 65536"};
    char path[64], nothing;
    check(read(is_inside, &nothing, 1) == 1 ? 0 : -1, "unshare");
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "/proc/%d/%s", of, FILES[i]);
        put(path, TEXTS[i]);
    }
    exit(0);
}

static void rootless(const char *procs) {
    char pid[16];
    int is_inside[2], status = -1;
    snprintf(pid, sizeof pid, "%d", getpid());
    put(procs, pid);
    check(pipe2(is_inside, O_CLOEXEC), "pipe");
    pid_t mapper = check(fork(), "fork");
    if (mapper == 0) {
        map_ids(getppid(), is_inside[0]);
    }
    int spaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWCGROUP;
    check(unshare(spaces), "unshare");
    check(write(is_inside[1], "x", 1), "pipe");
    waitpid(mapper, &status, 0);
    check(status == 0 ? 0 : -1, "mapper");
    if (check(fork(), "fork") != 0) {
        return;
    }
    check(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private");
    check(mount("tmpfs", "/mnt", "tmpfs", 0, "size=1m"), "tmpfs");
    check(sethostname("rootless", 8), "sethostname");
    check(setresgid(0, 0, 0), "setresgid");
    check(setresuid(0, 0, 0), "setresuid");
    execl("/bin/work", "app", "sleep", NULL);
}

int main(int argc, char **argv) {
    const char *role = argc > 1 ? argv[1] : "";
    char *value = argc > 2 ? argv[2] : NULL;
    if (strcmp(role, "sockets") == 0) {
        sockets();
    } else if (strcmp(role, "server") == 0) {
        server(atoi(value));
    } else if (strcmp(role, "shell") == 0) {
        shell(atoi(value));
    } else if (strcmp(role, "threads") == 0) {
        threads();
    } else if (strcmp(role, "user") == 0) {
        user(atoi(value));
    } else if (strcmp(role, "uids") == 0) {
        check(setresuid(1000, 0, 0), "setresuid");
    } else if (strcmp(role, "rwx") == 0) {
        rwx();
    } else if (strcmp(role, "memfd") == 0) {
        in_memory();
    } else if (strcmp(role, "tracer") == 0) {
        check(ptrace(PTRACE_SEIZE, atoi(value), NULL, NULL), "ptrace");
    } else if (strcmp(role, "filter") == 0) {
        filter();
    } else if (strcmp(role, "rootless") == 0) {
        rootless(value);
    } else if (strcmp(role, "sleep") != 0) {
        fprintf(stderr, "work: there is no role '%s'\n", role);
        return 2;
    }
    wait_forever(strcmp(role, "sleep") == 0 ? value : NULL);
    return 0;
}
