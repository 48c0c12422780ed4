#!/usr/bin/env python3
"""Boots a guest in QEMU, waits until it prints LAB-READY, stops it and writes its memory: capture.py --help.

capture.sh runs it. KVM is not needed: QEMU's own emulation boots a Debian kernel in some 15 seconds.
"""
import argparse
import json
import os
import socket
import subprocess
import sys
import time


def arguments():
    parser = argparse.ArgumentParser(description="Boots a guest, stops it and writes its memory and its truth.")
    parser.add_argument("kernel", help="vmlinuz")
    parser.add_argument("initrd")
    parser.add_argument("out", help="folder for memory.elf, truth.tgz and serial.log")
    parser.add_argument("--memory", default="96", help="megabytes (default: 96)")
    parser.add_argument("--levels", choices=["4", "5"], default="4", help="levels of page tables (default: 4)")
    parser.add_argument("--append", default="", help="further words for the kernel's command line")
    parser.add_argument("--timeout", type=int, default=300, help="seconds until the guest must be ready")
    return parser.parse_args()


def start(args):
    truth = os.path.join(args.out, "truth.tgz")
    with open(truth, "wb") as disk:
        disk.truncate(8 << 20)
    # cx16=off: QEMU 7.2's emulation of cmpxchg16b is wrong under load, which shows as oopses in the slab allocator.
    cpu = "max,cx16=off,la57=" + ("on" if args.levels == "5" else "off")
    command = ["qemu-system-x86_64", "-machine", "q35", "-cpu", cpu, "-smp", "2", "-m", args.memory]
    command += ["-accel", "tcg,thread=multi", "-kernel", args.kernel, "-initrd", args.initrd]
    command += ["-append", "console=ttyS0 quiet panic=-1 no_timer_check " + args.append]
    command += ["-display", "none", "-net", "none", "-no-reboot", "-device", "vmcoreinfo"]
    command += ["-serial", "file:" + os.path.join(args.out, "serial.log")]
    command += ["-drive", "file=" + truth + ",if=virtio,format=raw"]
    command += ["-qmp", "unix:" + os.path.join(args.out, "qmp") + ",server,nowait"]
    return subprocess.Popen(command)


def wait_until_ready(args, machine):
    log = os.path.join(args.out, "serial.log")
    end = time.monotonic() + args.timeout
    while time.monotonic() < end:
        time.sleep(0.5)
        text = open(log, errors="replace").read() if os.path.exists(log) else ""
        if "LAB-READY" in text:
            return
        if machine.poll() is not None or "Kernel panic" in text:
            sys.exit("the guest ended before it was ready; its last words:\n" + text[-2000:])
    sys.exit(f"the guest was not ready after {args.timeout} s; its last words:\n" + text[-2000:])


class Monitor:
    """QEMU's control connection, one JSON object a line."""

    def __init__(self, path):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(path)
        self.stream = connection.makefile("rw")
        self.stream.readline()
        self.run("qmp_capabilities")

    def run(self, command, **parameters):
        self.stream.write(json.dumps({"execute": command, "arguments": parameters}) + "\n")
        self.stream.flush()
        while True:
            answer = json.loads(self.stream.readline())
            if "error" in answer:
                sys.exit(f"QEMU refused {command}: {answer['error']['desc']}")
            if "return" in answer:
                return


def main():
    args = arguments()
    args.out = os.path.abspath(args.out)
    os.makedirs(args.out, exist_ok=True)
    machine = start(args)
    try:
        wait_until_ready(args, machine)
        monitor = Monitor(os.path.join(args.out, "qmp"))
        monitor.run("stop")
        monitor.run("dump-guest-memory", paging=False, protocol="file:" + os.path.join(args.out, "memory.elf"))
        monitor.run("quit")
        machine.wait(timeout=30)
    finally:
        machine.kill()
    os.chmod(os.path.join(args.out, "memory.elf"), 0o600)


if __name__ == "__main__":
    main()
