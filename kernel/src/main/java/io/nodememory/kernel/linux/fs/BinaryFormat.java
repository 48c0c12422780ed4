package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.address.AddressSpace;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * An entry of binfmt_misc: the {@code Node} of fs/binfmt_misc.c. Its layout up to the name is unchanged since 4.8.
 *
 * @param flags letters as in /proc/sys/fs/binfmt_misc
 * @param extension the extension of matching file names; null for an entry that matches the content
 * @param offset offset of the magic number in the file, in bytes
 * @param magic in hexadecimal; null for an entry that matches the file name
 * @param mask the compared bits of the magic number; null for all
 * @param interpreter null if a BPF program chooses it
 */
public record BinaryFormat(
        String name,
        boolean enabled,
        String flags,
        String extension,
        int offset,
        String magic,
        String mask,
        String interpreter) {
    private static final int FLAGS = 16;
    private static final int OFFSET = 24;
    private static final int SIZE = 28;
    private static final int MAGIC = 32;
    private static final int MASK = 40;
    private static final int INTERPRETER = 48;
    private static final int NAME = 56;

    private static final long ENABLED = 1;
    private static final long BY_CONTENT = 1 << 1;

    /** {@code MISC_FMT_PRESERVE_ARGV0}, {@code _OPEN_BINARY}, {@code _CREDENTIALS} and {@code _OPEN_FILE}, bits 31 to 28. */
    private static final String LETTERS = "POCF";

    private static final int FIRST_LETTER = 31;

    /** {@code BINPRM_BUF_SIZE}: the number of bytes of a file that the kernel compares. */
    private static final int MAX_MAGIC = 256;

    private static final int MAX_NAME = 256;
    private static final int MAX_PATH = 4096;

    private static final int[] SCRIPT = {'#', '!'};

    public static BinaryFormat read(AddressSpace memory, long entry) {
        long flags = memory.readPointer(entry + FLAGS);
        boolean byContent = (flags & BY_CONTENT) != 0;
        int size = (int) Math.min(memory.readNumber(entry + SIZE, 4), MAX_MAGIC);
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < LETTERS.length(); i++) {
            if ((flags >>> (FIRST_LETTER - i) & 1) == 1) {
                letters.append(LETTERS.charAt(i));
            }
        }
        return new BinaryFormat(
                text(memory, entry + NAME, MAX_NAME),
                (flags & ENABLED) != 0,
                letters.toString(),
                byContent ? null : text(memory, entry + MAGIC, MAX_NAME),
                byContent ? (int) memory.readNumber(entry + OFFSET, 4) : 0,
                byContent ? bytes(memory, entry + MAGIC, size) : null,
                byContent ? bytes(memory, entry + MASK, size) : null,
                text(memory, entry + INTERPRETER, MAX_PATH));
    }

    private static String text(AddressSpace memory, long pointer, int limit) {
        long target = memory.readPointer(pointer);
        return target == 0 ? null : new String(memory.readCString(target, limit), StandardCharsets.UTF_8);
    }

    private static String bytes(AddressSpace memory, long pointer, int size) {
        long target = memory.readPointer(pointer);
        if (target == 0) {
            return null;
        }
        byte[] bytes = new byte[size];
        memory.read(target, bytes, 0, size);
        return HexFormat.of().formatHex(bytes);
    }

    /** Returns whether the interpreter gets the privileges of a set-uid file that it runs. */
    public boolean keepsRights() {
        return flags.indexOf('C') >= 0;
    }

    /**
     * Returns whether the entry can match files that this machine runs natively, and not only programs of other
     * machines.
     *
     * @param headers of the machine's own programs; a value below zero matches any byte
     */
    public boolean catchesNative(List<int[]> headers) {
        return magic != null && (headers.stream().anyMatch(this::matches) || matches(SCRIPT));
    }

    private boolean matches(int[] header) {
        byte[] expected = HexFormat.of().parseHex(magic);
        byte[] compared = mask == null ? null : HexFormat.of().parseHex(mask);
        for (int i = 0; i < expected.length; i++) {
            int at = offset + i;
            int bits = compared == null ? 0xff : compared[i] & 0xff;
            boolean known = at >= 0 && at < header.length && header[at] >= 0;
            if (known && ((header[at] ^ expected[i]) & bits) != 0) {
                return false;
            }
        }
        return true;
    }
}
