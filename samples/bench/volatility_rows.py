"""Pairs the rows of Volatility 3's plugins with rows of nodemem, by the values that both have."""
import re

# Devices of file systems without a page cache, as major:minor
MADE_WHEN_READ = set()

SETS = ("inheritable", "permitted", "effective", "bounding", "ambient")

# nodemem's names of the system call tables, and Volatility's names
TABLES = {"sys_call_table": "64bit", "ia32_sys_call_table": "32bit"}

# Devices of overlay file systems
OVERLAYS = set()

# Areas of files of overlays, without their device: process, start, end, permissions, inode
OF_OVERLAYS = set()

# Mount namespaces in which every process has another root directory than the namespace
CHROOTED = set()

# plugin, its rows that have no counterpart, the reason
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
        "a file of proc, sysfs or the like: its content is generated when it is read, and never cached",
    ),
    (
        "linux.mountinfo.MountInfo",
        lambda key: key[0] in CHROOTED,
        "outside the root directory of all processes in the namespace: no /proc/PID/mountinfo shows it",
    ),
    (
        "linux.proc.Maps",
        lambda key: key[4] in OVERLAYS or key[:4] + key[5:] in OF_OVERLAYS,
        "a file of an overlay has two devices: /proc/PID/maps and nodemem show the other one",
    ),
    (
        "linux.iomem.IOMem",
        lambda key: key[0] == "PCI mem",
        "the root of the tree, which /proc/iomem does not show",
    ),
    (
        "linux.check_idt.Check_idt",
        lambda key: key[2] == "N/A",
        "the same handler, for which Volatility finds no symbol",
    ),
    (
        "linux.elfs.Elfs",
        lambda key: key[1] == "Anonymous Mapping",
        "memory with the first four bytes of an ELF file that is not one (its class is 32): library_list ends with an error on it",
    ),
    (
        "linux.elfs.Elfs",
        lambda key: key[1] == "/bin/w",
        "the path inside the process's own root directory (chroot); nodemem shows the host's path",
    ),
    (
        "linux.kmsg.Kmsg",
        lambda key: key[2].startswith((" SUBSYSTEM=", " DEVICE=")),
        "the device that /dev/kmsg adds to the message: dmesg does not show it",
    ),
]

# Reasons why nodemem has more rows
MORE = {
    "linux.mountinfo.MountInfo": "Volatility prints nothing here: it cannot read this kernel's tree of mounts",
    "linux.proc.Maps": "the other half of a difference that is explained",
    "linux.envars.Envars": "of environments longer than a page Volatility lists the first page or nothing; it leaves out variables without =",
    "linux.bash.Bash": "the newest command, whose entry has no time yet",
    "linux.check_syscall.Check_syscall": "Volatility lists only the system calls whose names it knows",
    "linux.library_list.LibraryList": "Volatility follows the loader's list; these are programs, and files mapped without that list",
    "linux.check_idt.Check_idt": "Volatility lists the first 20 gates and 128",
    "linux.netfilter.Netfilter": "hooks of families that Volatility leaves out",
    "linux.elfs.Elfs": "the beginning of the file is in memory, but not in this process's pages, or it was deleted",
    "linux.malfind.Malfind": "shared memory, or changed code of a file",
    "linux.kmsg.Kmsg": "the newest message, which Volatility leaves out",
    "linux.pagecache.Files": "in a file system that is mounted nowhere (memfd, devices, pipes), or without a name",
}

# All capabilities, as in the bounding set of process 1
FULL = set()


def number(value):
    return None if value is None else int(value, 0) if isinstance(value, str) else int(value)


def address(value):
    """Masks a kernel address to 48 bits, as Volatility does."""
    return number(value) & 0xFFFFFFFFFFFF


def plain(path):
    """Replaces the escapes of mountinfo, such as \\040, by their characters."""
    return re.sub(r"\\(\d{3})", lambda found: chr(int(found[1], 8)), path)


def mount_root(row):
    """Removes the details that only /proc has: the number of the namespace, and that the directory is deleted."""
    return "/" if row["type"] == "nsfs" else plain(row["root"]).removesuffix("//deleted")


def device(row):
    return f"{row['Major']}:{row['Minor']}"


def rights(text):
    return (text or "").strip()[:3]


def comm(name):
    short = name.split("-", 1)[0].split("+", 1)[0] if name.startswith("kworker/") and not name.startswith("kworker/R") else name
    return short.encode()[:15].decode(errors="replace")


def flat(rows):
    """Flattens the rows of pstree, which contain their children."""
    for row in rows:
        yield row
        yield from flat(row["__children"])


def capabilities(names):
    """Returns a capability set as text; like Volatility, "all" for a full set."""
    short = {name.removeprefix("CAP_").lower() for name in names or []}
    return "all" if short and short == FULL else ",".join(sorted(short))


def their_capabilities(text):
    return text if text == "all" else ",".join(sorted(part.strip().removeprefix("cap_") for part in text.split(",") if part.strip()))


def endpoint(address, port):
    return None if address is None or address == "" or not str(port).isdigit() else (address, int(port))


def socket_key(r):
    """Returns a key with addresses only for the families that both programs print alike."""
    if r["PID"] != r["TID"]:
        return None
    internet = r["Family"] in ("AF_INET", "AF_INET6")
    source = endpoint(r["Source Addr"], r["Source Port"]) if internet else None
    return (r["PID"], r["FD"], r["Family"], r["Type"], r["NetNS"], source, r["State"] if r["Proto"] == "TCP" else None)


def our_socket_key(r):
    internet = r["family"] in ("AF_INET", "AF_INET6")
    source = endpoint(r["local_address"], r["local_port"]) if internet else None
    tcp = r["state"] if r["protocol"] == "tcp" else None
    return (r["pid"], r["fd"], r["family"], (r["type"] or "").removeprefix("SOCK_"), r["net_ns"], source, tcp)


def hook(name):
    """Converts the name of a hook; hooks of the bridge get the names that nft uses."""
    short = name.replace("_", "").lower()
    return {"localin": "input", "localout": "output"}.get(short, short)


def program_type(name):
    return name.removeprefix("BPF_PROG_TYPE_").lower()


# plugin, a row of it as a key; the query of nodemem, a row of it as the same key
CHECKS = [
    (
        "linux.pslist.PsList",
        # Volatility's PPID is task.parent, which is the tracer of a traced process; /proc and nodemem show task.real_parent
        lambda r: (r["PID"], r["COMM"]),
        "tasks.select(pid, name)",
        # Volatility shows the 15 bytes of comm, also for kernel threads
        lambda r: (r["pid"], comm(r["name"])),
    ),
    (
        "linux.mountinfo.MountInfo",
        lambda r: (r["MNT_NS_ID"], r["MOUNT ID"], r["PARENT_ID"], r["MAJOR:MINOR"], r["ROOT"], r["MOUNT_POINT"], r["FSTYPE"]),
        "mounts.select(mount_ns, mount_id, parent_id, device, root, target, type)",
        lambda r: (r["mount_ns"], r["mount_id"], r["parent_id"], r["device"], mount_root(r), plain(r["target"]), r["type"]),
    ),
    (
        "linux.lsof.Lsof",
        # Volatility lists a file once for each thread of a process
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
        lambda r: (r["pid"], r["path"] or "Anonymous Mapping"),
    ),
    (
        "linux.pagecache.Files",
        lambda r: (r["Device"], address(r["InodeAddr"]), r["InodeNum"], r["InodePages"], r["CachedPages"]),
        "page_cache.select(device, address, inode, size, cached_pages)",
        lambda r: (r["device"], address(r["address"]), r["inode"], (r["size"] + 4095) // 4096, r["cached_pages"]),
    ),
    (
        "linux.kmsg.Kmsg",
        # Volatility has one row for each line of a message, so the text is split into lines
        lambda r: (r["facility"], r["level"], r["line"]),
        "kernel_log.select(facility, level, text)",
        lambda r: [(r["facility"], r["level"], line) for line in r["text"].split("\n")],
    ),
    (
        "linux.iomem.IOMem",
        lambda r: [(n["Name"], number(n["Start"]), number(n["End"])) for n in flat([r])],
        "iomem.select(name, start, end)",
        lambda r: (r["name"], number(r["start"]), number(r["end"])),
    ),
    (
        "linux.pstree.PsTree",
        lambda r: [(address(n["OFFSET (V)"]), n["PID"], n["COMM"]) for n in flat([r])],
        "tasks.select(address, pid, name)",
        lambda r: (address(r["address"]), r["pid"], comm(r["name"])),
    ),
    (
        "linux.psaux.PsAux",
        lambda r: (r["PID"], r["ARGS"].rstrip()),
        "tasks.select(pid, cmdline, name)",
        # For a process without arguments Volatility shows the name in brackets
        lambda r: (r["pid"], (r["cmdline"] or f"[{comm(r['name'])}]").rstrip()),
    ),
    (
        "linux.pidhashtable.PIDHashTable",
        lambda r: (address(r["OFFSET"]), r["PID"], r["TID"], r["COMM"]),
        "threads.select(address, pid, tid, name)",
        lambda r: (address(r["address"]), r["pid"], r["tid"], comm(r["name"])),
    ),
    (
        "linux.capabilities.Capabilities",
        lambda r: (r["Pid"], r["EUID"], *(their_capabilities(r["cap_" + s]) for s in SETS)),
        "credentials.select(pid, euid, inheritable, permitted, effective, bounding, ambient)",
        lambda r: (r["pid"], r["euid"], *(capabilities(r[s]) for s in SETS)),
    ),
    (
        "linux.check_creds.Check_creds",
        lambda r: [int(pid) for pid in r["PIDs"].split(",")],
        # Kernel threads share the first process's credentials by design
        "credentials.where { shared_by > 1 && !init_cred }.select(pid)",
        lambda r: r["pid"],
    ),
    (
        "linux.ptrace.Ptrace",
        lambda r: (r["TID"], r["Tracer TID"]) if r["Tracer TID"] else None,
        "tasks.where { tracer_pid }.select(pid, tracer_pid)",
        lambda r: (r["pid"], r["tracer_pid"]),
    ),
    (
        "linux.library_list.LibraryList",
        lambda r: (r["Pid"], r["Path"]),
        "libraries.select(pid, path)",
        lambda r: (r["pid"], r["path"] or "Anonymous Mapping"),
    ),
    (
        "linux.sockstat.Sockstat",
        socket_key,
        "sockets.select(pid, fd, family, type, net_ns, local_address, local_port, protocol, state)",
        our_socket_key,
    ),
    (
        "linux.netfilter.Netfilter",
        lambda r: (r["Net NS"], r["Proto"].lower(), hook(r["Hook"]), r["Priority"], address(r["Handler"])),
        "netfilter.select(net_ns, family, hook, priority, handler)",
        lambda r: (r["net_ns"], r["family"], hook(r["hook"]), r["priority"], address(r["handler"])),
    ),
    (
        "linux.check_modules.Check_modules",
        lambda r: r["Module Name"],
        "modules.where { verdict }.select(name)",
        lambda r: r["name"],
    ),
    (
        "linux.check_syscall.Check_syscall",
        lambda r: (r["Table Name"], r["Index"], address(r["Handler Address"])),
        "syscalls.select(way, index, handler)",
        lambda r: (TABLES[r["way"]], r["index"], address(r["handler"])) if r["way"] in TABLES else None,
    ),
    (
        "linux.check_idt.Check_idt",
        lambda r: (r["Index"], address(r["Address"]), r["Symbol"]),
        "idt.select(index, handler, symbol)",
        lambda r: (r["index"], address(r["handler"]), r["symbol"]),
    ),
    (
        "linux.check_afinfo.Check_afinfo",
        lambda r: (r["Symbol Name"], r["Member"]),
        "network_handlers.where { verdict }.select(name)",
        lambda r: r["name"],
    ),
    (
        "linux.tty_check.tty_check",
        lambda r: (r["Name"], address(r["Address"]), r["Symbol"]),
        "tty_handlers.select(name, handler, symbol)",
        lambda r: (r["name"], address(r["handler"]), r["symbol"]),
    ),
    (
        "linux.keyboard_notifiers.Keyboard_notifiers",
        lambda r: address(r["Address"]),
        "notifiers.where { name == 'keyboard_notifier_list' }.select(handler)",
        lambda r: address(r["handler"]),
    ),
    (
        "linux.ebpf.EBPF",
        lambda r: (address(r["Address"]), r["Name"], r["Tag"], program_type(r["Type"])),
        "bpf_programs.select(address, name, tag, type)",
        lambda r: (address(r["address"]), r["name"], r["tag"], program_type(r["type"])),
    ),
]
