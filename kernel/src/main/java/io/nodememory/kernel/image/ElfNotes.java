package io.nodememory.kernel.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Parses ELF notes: u32 name size, u32 value size, u32 type, then name and value, each padded to 4 bytes (elf.h, Nhdr). */
final class ElfNotes {
    private static final int HEADER = 12;
    private static final String VMCOREINFO = "VMCOREINFO";

    private ElfNotes() {}

    /** The text of the VMCOREINFO note, in which the kernel describes itself (kernel/crash_core.c), without trailing NULs. */
    static Optional<String> vmcoreinfo(ByteBuffer notes) {
        int at = notes.position();
        while (notes.limit() - at >= HEADER) {
            long nameSize = Integer.toUnsignedLong(notes.getInt(at));
            long valueSize = Integer.toUnsignedLong(notes.getInt(at + 4));
            long value = at + HEADER + padded(nameSize);
            long next = value + padded(valueSize);
            if (value + valueSize > notes.limit()) {
                return Optional.empty();
            }
            if (VMCOREINFO.equals(text(notes, at + HEADER, (int) nameSize))) {
                return Optional.of(text(notes, (int) value, (int) valueSize));
            }
            at = (int) Math.min(next, notes.limit());
        }
        return Optional.empty();
    }

    private static long padded(long size) {
        return (size + 3) & ~3L;
    }

    private static String text(ByteBuffer bytes, int at, int size) {
        int length = 0;
        while (length < size && bytes.get(at + length) != 0) {
            length++;
        }
        byte[] copy = new byte[length];
        bytes.get(at, copy);
        return new String(copy, StandardCharsets.ISO_8859_1);
    }
}
