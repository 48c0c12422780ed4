package io.nodememory.shell.parquet;

import java.io.ByteArrayOutputStream;

/** Unsigned numbers, seven bits a byte, the lowest first; all bytes but the last have their upper bit set. */
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
