#!/usr/bin/env python3
"""Converts the guest's /proc, as saved by truth.sh, to one JSON file: truth.py truth.tgz truth.json

The text is that of /proc. A byte that is not UTF-8 becomes U+FFFD. "start" is field 22 of /proc/PID/stat: hundredths of a
second after boot. "ns" holds the inode numbers of namespaces, "cap_…" hexadecimal numbers.
"""
import json
import re
import sys
import tarfile

SYSTEM = ("version", "cmdline", "uptime", "modules", "iomem", "filesystems", "mounts", "net_tcp", "net_tcp6", "net_udp")
SYSTEM += ("net_unix", "net_netlink", "net_packet")


def read(path):
    files = {}
    with tarfile.open(path, "r:gz") as tar:
        for member in tar:
            if member.isfile():
                files[member.name.removeprefix("./")] = tar.extractfile(member).read().decode("utf-8", "replace")
    return files


def pairs(text):
    return [line.split(" ", 1) for line in text.splitlines() if " " in line]


def task(pid, file):
    status = dict(line.split(":\t", 1) for line in file("status").splitlines() if ":\t" in line)

    def numbers(key):
        return [int(x) for x in status[key].split()]

    namespaces = {kind: int(re.search(r"\d+", link)[0]) for kind, link in pairs(file("ns"))}
    after_name = file("stat")[file("stat").rindex(")") + 2 :].split()
    return {
        "pid": pid,
        "comm": status["Name"],
        "ppid": int(status["PPid"]),
        "tgid": int(status["Tgid"]),
        "uid": numbers("Uid"),
        "gid": numbers("Gid"),
        "groups": numbers("Groups"),
        "cap_eff": status["CapEff"],
        "cap_prm": status["CapPrm"],
        "cap_inh": status["CapInh"],
        "cap_bnd": status["CapBnd"],
        "no_new_privs": int(status["NoNewPrivs"]),
        "seccomp": int(status["Seccomp"]),
        "tracer": int(status["TracerPid"]),
        "threads": int(status["Threads"]),
        "nspid": numbers("NSpid"),
        "cmdline": file("cmdline").removesuffix("\0").split("\0") if file("cmdline") else [],
        "exe": file("exe").rstrip("\n"),
        "cwd": file("cwd").rstrip("\n"),
        "root": file("root").rstrip("\n"),
        "cgroup": file("cgroup").strip("\n"),
        "start": [after_name[19]],
        "environ": [variable for variable in file("environ").split("\0") if variable],
        "ns": {kind: inum for kind, inum in namespaces.items() if not kind.endswith("_for_children")},
        "maps": file("maps").splitlines(),
        "mountinfo": file("mountinfo").splitlines(),
        "fds": sorted([int(fd), target] for fd, target in pairs(file("fd"))),
        "tids": pairs(file("threads")),
    }


def page_cache(text):
    names = ("device", "inode", "mode", "size", "uid", "gid", "nlink", "mtime", "ctime", "cached_pages", "path")
    return [dict(zip(names, line.split(" ", len(names) - 1))) for line in text.splitlines()]


def bpf_programs(text):
    names = ("id", "name", "tag", "uid", "jited", "load_time")
    return [dict(zip(names, line.split(" "))) for line in text.splitlines()]


def main():
    source, destination = sys.argv[1:]
    files = read(source)
    pids = sorted({int(name.split("/")[0]) for name in files if name[0].isdigit()})
    tasks = [
        task(pid, lambda fact, pid=pid: files.get(f"{pid}/{fact}", "")) for pid in pids if files.get(f"{pid}/status")
    ]
    truth = {"tasks": tasks} | {"sys_" + fact: files.get("sys/" + fact, "").splitlines() for fact in SYSTEM}
    # dmesg -r prints a level before each line
    truth["sys_dmesg"] = [re.sub(r"^<\d+>", "", line) for line in files.get("sys/dmesg", "").splitlines()]
    truth["page_cache"] = page_cache(files.get("sys/pages", ""))
    truth["bpf_programs"] = bpf_programs(files.get("sys/programs", ""))
    if "sys/list" in files and "sys/enabled_functions" in files:
        truth["sys_kprobes_list"] = files["sys/list"].splitlines()
        truth["sys_tracing_enabled_functions"] = files["sys/enabled_functions"].splitlines()
    with open(destination, "w") as out:
        json.dump(truth, out, indent=1)
        out.write("\n")
    print(f"{destination}: {len(tasks)} processes, {sum(len(t['fds']) for t in tasks)} open files")


if __name__ == "__main__":
    main()
