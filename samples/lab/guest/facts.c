/*
 * Prints facts for the truth that /proc has no file for, one per line:
 *
 *   lab pages FILE…   DEVICE INODE MODE SIZE UID GID LINKS MODIFIED CHANGED PAGES PATH, by stat(2) and mincore(2)
 *   lab programs      ID NAME TAG UID SIZE LOADED of each BPF program; SIZE in bytes of machine code, LOADED in nanoseconds
 *                     after boot
 */
#define _GNU_SOURCE
#include "lab.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static long cached_pages(const char *path, size_t size) {
    size_t count = (size + 4095) / 4096;
    unsigned char *pages = calloc(count + 1, 1);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    void *memory = size == 0 ? NULL : mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
    if (pages == NULL || fd < 0 || memory == MAP_FAILED || (size != 0 && mincore(memory, size, pages) != 0)) {
        fail(path);
    }
    long cached = 0;
    for (size_t i = 0; i < count; i++) {
        cached += pages[i] & 1;
    }
    if (size != 0) {
        munmap(memory, size);
    }
    close(fd);
    free(pages);
    return cached;
}

int pages_main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        struct stat file;
        if (stat(argv[i], &file) != 0) {
            fail(argv[i]);
        }
        printf("%u:%u %lu %06o %ld %u %u %lu %ld.%09ld %ld.%09ld %ld %s\n", major(file.st_dev), minor(file.st_dev), file.st_ino,
            file.st_mode, file.st_size, file.st_uid, file.st_gid, file.st_nlink, file.st_mtim.tv_sec, file.st_mtim.tv_nsec,
            file.st_ctim.tv_sec, file.st_ctim.tv_nsec, cached_pages(argv[i], file.st_size), argv[i]);
    }
    return 0;
}

int programs_main(int argc, char **argv) {
    (void)argc;
    (void)argv;
    union bpf_attr next = {0};
    while (syscall(SYS_bpf, BPF_PROG_GET_NEXT_ID, &next, sizeof next) == 0) {
        union bpf_attr one = {.prog_id = next.next_id};
        struct bpf_prog_info program = {0};
        int fd = syscall(SYS_bpf, BPF_PROG_GET_FD_BY_ID, &one, sizeof one);
        union bpf_attr info = {.info = {.bpf_fd = fd, .info_len = sizeof program, .info = (uintptr_t)&program}};
        if (fd < 0 || syscall(SYS_bpf, BPF_OBJ_GET_INFO_BY_FD, &info, sizeof info) != 0) {
            fail("a BPF program");
        }
        printf("%u %s ", program.id, program.name);
        for (int i = 0; i < BPF_TAG_SIZE; i++) {
            printf("%02x", program.tag[i]);
        }
        printf(" %u %u %llu\n", program.created_by_uid, program.jited_prog_len, program.load_time);
        close(fd);
        next.start_id = next.next_id;
    }
    return 0;
}
