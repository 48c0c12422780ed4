#!/usr/bin/env python3
"""Compares nodemem's rows with Volatility 3's on one image and lists every row that only one of them has.

    VOLATILITY="vol -s SYMBOLS_FOLDER" volatility.py IMAGE [SYMBOLS]

Needs a built nodemem, and an image with 4 levels of page tables: Volatility reads no others. Exit status: 0 all rows of
Volatility are there or the difference is one that is explained below; 1 others differ; 77 skipped, without VOLATILITY.
"""
import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

NODEMEM = os.environ.get("NODEMEM") or Path(__file__).resolve().parents[2] / "shell/target/nodemem"


# Devices of file systems without a page cache, as major:minor
MADE_WHEN_READ = set()

# plugin, the rows of it that have no counterpart, why
EXPLAINED = [
    (
        "linux.mountinfo.MountInfo",
        lambda key: key[5] == "/" and key[6] in ("rootfs", "nullfs"),
        "the initial root file system lies below every namespace's root, and no /proc/PID/mountinfo shows it",
    ),
    (
        "linux.elfs.Elfs",
        lambda key: key[1] == "[vdso]",
        "the kernel's own page, in memory_maps",
    ),
    (
        "linux.elfs.Elfs",
        lambda key: key[1].endswith(" (deleted)"),
        "the column deleted says so, not the path",
    ),
    (
        "linux.elfs.Elfs",
        lambda key: "/ld-" in key[1],
        "data inside the file that begins like an ELF file: Volatility lists the file a second time",
    ),
    (
        "linux.pagecache.Files",
        lambda key: key[0] in MADE_WHEN_READ,
        "a file of proc, sysfs or the like: its content is made when it is read, and never cached",
    ),
]

EXPLAINED += [
    (
        "linux.kmsg.Kmsg",
        lambda key: key[2].startswith((" SUBSYSTEM=", " DEVICE=")),
        "what /dev/kmsg says of the device besides the message: dmesg does not show it",
    ),
]

# why there are more rows here
MORE = {
    "linux.elfs.Elfs": "the beginning of the file is in memory, but not in this process's pages, or it was deleted",
    "linux.malfind.Malfind": "shared, or code of a file that was changed",
    "linux.kmsg.Kmsg": "the newest message, which Volatility leaves out",
    "linux.pagecache.Files": "in a file system that is mounted nowhere (memfd, devices, pipes), or without a name",
}

LISTED = int(os.environ.get("LISTED", "40"))


def number(value):
    return None if value is None else int(value, 0) if isinstance(value, str) else int(value)


def address(value):
    """Volatility masks addresses of the kernel to 48 bits."""
    return number(value) & 0xFFFFFFFFFFFF


def device(row):
    return f"{row['Major']}:{row['Minor']}"


def rights(text):
    return (text or "").strip()[:3]


def comm(name):
    short = name.split("-", 1)[0].split("+", 1)[0] if name.startswith("kworker/") and not name.startswith("kworker/R") else name
    return short.encode()[:15].decode(errors="replace")


# plugin, a row of it as a key; our query, a row of it as the same key
CHECKS = [
    (
        "linux.pslist.PsList",
        # Its PPID is task.parent, the tracer of a traced process; /proc and nodemem show task.real_parent
        lambda r: (r["PID"], r["COMM"]),
        "tasks.select(pid, name)",
        # Volatility shows the 15 bytes of comm, of kernel threads too
        lambda r: (r["pid"], comm(r["name"])),
    ),
    (
        "linux.mountinfo.MountInfo",
        lambda r: (r["MNT_NS_ID"], r["MOUNT ID"], r["PARENT_ID"], r["MAJOR:MINOR"], r["ROOT"], r["MOUNT_POINT"], r["FSTYPE"]),
        "mounts.select(mount_ns, mount_id, parent_id, device, root, target, type)",
        lambda r: (r["mount_ns"], r["mount_id"], r["parent_id"], r["device"], r["root"], r["target"], r["type"]),
    ),
    (
        "linux.lsof.Lsof",
        # Listed once for each thread of a process there
        lambda r: (r["PID"], r["FD"], r["Inode"]) if r["PID"] == r["TID"] else None,
        "open_files.select(pid, fd, inode)",
        lambda r: (r["pid"], r["fd"], r["inode"]),
    ),
    (
        "linux.proc.Maps",
        lambda r: (r["PID"], number(r["Start"]), number(r["End"]), rights(r["Flags"]), device(r), r["Inode"]),
        "memory_maps.select(pid, start, end, permissions, device, inode)",
        lambda r: (r["pid"], number(r["start"]), number(r["end"]), rights(r["permissions"]), r["device"], r["inode"]),
    ),
    (
        "linux.envars.Envars",
        lambda r: (r["PID"], r["KEY"], r["VALUE"]),
        "environment.select(pid, key, value)",
        lambda r: (r["pid"], r["key"], r["value"] or ""),
    ),
    (
        "linux.bash.Bash",
        lambda r: (r["PID"], r["Command"]),
        "shell_history.where { time }.select(pid, command)",
        lambda r: (r["pid"], r["command"]),
    ),
    (
        "linux.lsmod.Lsmod",
        lambda r: (address(r["Offset"]), r["Name"]),
        "modules.select(address, name)",
        lambda r: (address(r["address"]), r["name"]),
    ),
    (
        "linux.malfind.Malfind",
        lambda r: (r["PID"], number(r["Start"]), number(r["End"]), r["Protection"]),
        "suspicious_memory.select(pid, start, end, permissions)",
        lambda r: (r["pid"], number(r["start"]), number(r["end"]), rights(r["permissions"])),
    ),
    (
        "linux.elfs.Elfs",
        lambda r: (r["PID"], r["File Path"]),
        "libraries.select(pid, path)",
        lambda r: (r["pid"], r["path"]),
    ),
    (
        "linux.pagecache.Files",
        lambda r: (r["Device"], address(r["InodeAddr"]), r["InodeNum"], r["InodePages"], r["CachedPages"]),
        "page_cache.select(device, address, inode, size, cached_pages)",
        lambda r: (r["device"], address(r["address"]), r["inode"], (r["size"] + 4095) // 4096, r["cached_pages"]),
    ),
    (
        "linux.kmsg.Kmsg",
        # A message of several lines is as many rows there, so that ours is cut there
        lambda r: (r["facility"], r["level"], r["line"]),
        "kernel_log.select(facility, level, text)",
        lambda r: [(r["facility"], r["level"], line) for line in r["text"].split("\n")],
    ),
    (
        "linux.iomem.IOMem",
        lambda r: (r["Name"], number(r["Start"]), number(r["End"])),
        "iomem.select(name, start, end)",
        lambda r: (r["name"], number(r["start"]), number(r["end"])),
    ),
]


def volatility(image, plugin):
    command = shlex.split(os.environ["VOLATILITY"]) + ["-q", "-r", "json", "-f", str(image), plugin]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"volatility.py: {plugin} failed: {done.stderr.strip()[-300:]}")
    return json.loads(done.stdout)


def nodemem(store, query):
    command = [NODEMEM, "query", "--store", store, "--show-secrets", "--format", "json", query]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def counted(keys, rows):
    """Rows by their keys; a row may have several, as a list, or none."""
    counter = Counter()
    for row in rows:
        found = keys(row)
        counter.update(found if isinstance(found, list) else [found] if found else [])
    return counter


def reason(plugin, key):
    """Why a row that only one side has is no error of ours; empty for one that may be."""
    return next((why for name, matches, why in EXPLAINED if name == plugin and matches(key)), "")


def compare(image, store, check):
    plugin, theirs, query, ours = check
    rows = counted(theirs, volatility(image, plugin))
    mine = counted(ours, nodemem(store, query))
    both = sum((rows & mine).values())
    unexplained = 0
    lines = []
    for side, only in (("only Volatility", rows - mine), ("only nodemem", mine - rows)):
        for key, count in sorted(only.items(), key=str):
            why = reason(plugin, key) if side == "only Volatility" else MORE.get(plugin, "")
            unexplained += count if not why and side == "only Volatility" else 0
            lines.append(f"    {side}: {count} x {key!r}" + (f": {why}" if why else ""))
    print(f"{plugin}: {sum(rows.values())} rows, {both} the same")
    print("\n".join(lines[:LISTED] + [f"    and {len(lines) - LISTED} more"] * (len(lines) > LISTED)), end="\n" * bool(lines))
    return unexplained


def main():
    if "VOLATILITY" not in os.environ:
        print("SKIPPED: VOLATILITY does not say how to run Volatility 3", file=sys.stderr)
        return 77
    if len(sys.argv) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 2
    image = Path(sys.argv[1]).resolve()
    symbols = ["--symbols", str(Path(sys.argv[2]).resolve())] if len(sys.argv) == 3 else []
    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "evidence")
        subprocess.run(
            [NODEMEM, "analyze", image, *symbols, "--store", store], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        kernels = "proc sysfs cgroup cgroup2 debugfs tracefs securityfs selinuxfs configfs".split()
        mounts = nodemem(store, "mounts.select(device, type)")
        MADE_WHEN_READ.update(row["device"] for row in mounts if row["type"] in kernels)
        unexplained = sum(compare(image, store, check) for check in CHECKS)
    print(f"{unexplained} rows of Volatility are missing here without a known reason")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
