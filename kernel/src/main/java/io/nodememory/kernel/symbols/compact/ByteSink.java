package io.nodememory.kernel.symbols.compact;

import io.nodememory.kernel.bytes.LittleEndian;
import java.util.Arrays;

/** A growing array of bytes to which little-endian numbers are appended. */
final class ByteSink {
    private byte[] bytes;
    private int size;

    ByteSink(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    void u8(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void u32(int value) {
        reserve(4);
        LittleEndian.putInt(bytes, size, value);
        size += 4;
    }

    void u64(long value) {
        reserve(8);
        LittleEndian.putLong(bytes, size, value);
        size += 8;
    }

    /** Appends a LEB128 number: seven bits a byte, least significant first. */
    void varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** Appends a signed number in zigzag form, which keeps small negative numbers short. */
    void signedVarint(long value) {
        varint((value << 1) ^ (value >> 63));
    }

    void bytes(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    /** Appends zeros up to a multiple of eight bytes. */
    void align() {
        while (size % 8 != 0) {
            u8(0);
        }
    }

    private void reserve(int length) {
        if (bytes.length - size < length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + length, Math.addExact(size, size / 2 + 64)));
        }
    }
}
