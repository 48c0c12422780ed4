#!/usr/bin/env python3
"""Makes images of 64 GiB from an image with less RAM: keeps its pages at their addresses; the rest of the file is holes.

    sparse.py NODE.LIME FOLDER      writes FOLDER/node.raw and FOLDER/node.core (an ELF core of one segment)

Needs a file system with sparse files; `du` prints the space that the images use. RESULTS.md has the times of an analysis.
"""
import struct
import sys
from pathlib import Path

SIZE = 64 << 30
PAGE = 4096
CHUNK = 1 << 16
LIME = 0x4C694D45
PT_LOAD = 1
X86_64 = 62


def blocks(lime):
    """Returns the blocks that are not zero, with their physical addresses."""
    while header := lime.read(32):
        magic, version, start, end, _ = struct.unpack("<IIQQQ", header)
        if (magic, version) != (LIME, 1):
            raise SystemExit(f"sparse.py: no LiME header at {lime.tell() - 32}: give an uncompressed LiME image")
        while start <= end:
            block = lime.read(min(CHUNK, end + 1 - start))
            if not block:
                raise SystemExit("sparse.py: the image ends early")
            if block.strip(b"\0"):
                yield start, block
            start += len(block)


def elf_header():
    """Returns the Elf64_Ehdr of a core and its only Elf64_Phdr, see elf(5)."""
    ident = b"\x7fELF" + bytes((2, 1, 1)) + bytes(9)
    return (
        ident
        + struct.pack("<HHIQQQIHHHHHH", 4, X86_64, 1, 0, 64, 0, 0, 64, 56, 1, 0, 0, 0)
        + struct.pack("<IIQQQQQQ", PT_LOAD, 7, PAGE, 0, 0, SIZE, SIZE, PAGE)
    )


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[2])
    with open(sys.argv[1], "rb") as lime, open(folder / "node.raw", "wb") as raw, open(folder / "node.core", "wb") as core:
        raw.truncate(SIZE)
        core.truncate(PAGE + SIZE)
        core.write(elf_header())
        for start, block in blocks(lime):
            raw.seek(start)
            raw.write(block)
            core.seek(PAGE + start)
            core.write(block)
    return 0


if __name__ == "__main__":
    sys.exit(main())
