#!/usr/bin/env python3
"""Compares the rows of nodemem and Volatility 3 on one image and lists every row that only one of them has.

    VOLATILITY="vol -s SYMBOLS_FOLDER" volatility.py IMAGE [SYMBOLS]

KEPT=FOLDER keeps the output of the plugins as PLUGIN.json, and reuses output that is there already. The last lines are a
table for RESULTS-volatility.md. PLUGINS="linux.lsof.Lsof …" compares only these plugins. Needs a built nodemem, and an image
with 4 levels of page tables: Volatility reads no others. Exit status: 0 if nodemem has all rows of Volatility, except those
that volatility_rows.py explains; 1 if others are missing; 77 if VOLATILITY is not set (skipped).
"""
import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from volatility_rows import CHECKS, CHROOTED, EXPLAINED, FULL, MADE_WHEN_READ, MORE, OF_OVERLAYS, OVERLAYS

NODEMEM = os.environ.get("NODEMEM") or Path(__file__).resolve().parents[2] / "shell/target/nodemem"
LISTED = int(os.environ.get("LISTED", "40"))


class PluginFailed(Exception):
    """A plugin of Volatility ended with an error; the text is Volatility's message."""


def volatility(image, plugin):
    kept = Path(os.environ["KEPT"]) / f"{plugin}.json" if os.environ.get("KEPT") else None
    if kept and kept.exists() and kept.stat().st_size > 3:
        return json.loads(kept.read_text())
    if kept and kept.with_suffix(".err").exists():
        raise PluginFailed(kept.with_suffix(".err").read_text().strip().splitlines()[-1])
    command = shlex.split(os.environ["VOLATILITY"]) + ["-q", "-r", "json", "-f", str(image), plugin]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["no error message"])[-1]
        if kept:
            kept.with_suffix(".err").write_text(why)
        raise PluginFailed(why)
    if kept:
        kept.write_text(done.stdout)
    return json.loads(done.stdout)


def nodemem(store, query):
    command = [NODEMEM, "query", "--store", store, "--show-secrets", "--format", "json", query]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def counted(keys, rows):
    """Counts rows by their keys; a row may have several keys, as a list, or none."""
    counter = Counter()
    for row in rows:
        found = keys(row)
        counter.update(found if isinstance(found, list) else [found] if found else [])
    return counter


def reason(plugin, key):
    """Returns why a row that only one side has is not an error of nodemem; empty without a known reason."""
    return next((why for name, matches, why in EXPLAINED if name == plugin and matches(key)), "")


def compare(image, store, check, summary):
    plugin, theirs, query, ours = check
    try:
        rows = counted(theirs, volatility(image, plugin))
    except PluginFailed as failure:
        print(f"{plugin}: ends with an error: {failure}")
        summary.append(f"| {plugin} | error | | | | {str(failure)[:120]} |")
        return 0
    mine = counted(ours, nodemem(store, query))
    both = sum((rows & mine).values())
    unexplained = 0
    lines = []
    reasons = Counter()
    for side, only in (("only Volatility", rows - mine), ("only nodemem", mine - rows)):
        for key, count in sorted(only.items(), key=str):
            why = reason(plugin, key) if side == "only Volatility" else MORE.get(plugin, "")
            unexplained += count if not why and side == "only Volatility" else 0
            reasons[f"{side}: {why or '?'}"] += count
            lines.append(f"    {side}: {count} x {key!r}" + (f": {why}" if why else ""))
    print(f"{plugin}: {sum(rows.values())} rows, {both} the same")
    print("\n".join(lines[:LISTED] + [f"    and {len(lines) - LISTED} more"] * (len(lines) > LISTED)), end="\n" * bool(lines))
    told = "; ".join(f"{count} {why}" for why, count in reasons.items())
    summary.append(f"| {plugin} | {sum(rows.values())} | {sum(mine.values())} | {both} | {unexplained} | {told} |")
    return unexplained


def main():
    if "VOLATILITY" not in os.environ:
        print("SKIPPED: VOLATILITY is not set; set it to the command of Volatility 3", file=sys.stderr)
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
        OVERLAYS.update(row["device"] for row in mounts if row["type"] == "overlay")
        for row in nodemem(store, "memory_maps.where { path }.select(pid, start, end, permissions, device, inode)"):
            if row["device"] in OVERLAYS:
                OF_OVERLAYS.add((row["pid"], *(int(row[end], 0) for end in ("start", "end")), row["permissions"][:3], row["inode"]))
        rooted = Counter()
        for row in nodemem(store, "tasks.where { root }.select(root, namespaces.mnt)"):
            rooted[row["namespaces.mnt"]] += row["root"] == "/"
        CHROOTED.update(inum for inum, count in rooted.items() if count == 0)
        first = nodemem(store, "credentials.where { pid == 1 }.select(bounding)")
        FULL.update(name.removeprefix("CAP_").lower() for name in first[0]["bounding"])
        summary = ["| plugin | Volatility | nodemem | same | missing here | others |", "|---|---|---|---|---|---|"]
        chosen = os.environ.get("PLUGINS", "").split()
        checks = [check for check in CHECKS if not chosen or check[0] in chosen]
        unexplained = sum(compare(image, store, check, summary) for check in checks)
    print("\n".join(summary))
    print(f"{unexplained} rows of Volatility are missing here without a known reason")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
