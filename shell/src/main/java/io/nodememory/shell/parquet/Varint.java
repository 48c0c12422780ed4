package io.nodememory.shell.parquet;

import java.io.ByteArrayOutputStream;

/** Writes unsigned numbers with 7 bits in each byte, lowest first; all bytes but the last have the upper bit set. */
final class Varint {
    private Varint() {}

    static void write(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
