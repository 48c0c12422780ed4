package io.nodememory.kernel.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;

/** Builds kdumps whose pages are compressed with zlib. */
final class KdumpBuilder {
    private static final int BLOCK = 4096;

    private final SortedMap<Integer, byte[]> pages = new TreeMap<>();
    private final int frames;
    private int level;

    private KdumpBuilder(int frames) {
        this.frames = frames;
    }

    /** A dump of a machine with a number of page frames, at most 32,768. */
    static KdumpBuilder dump(int frames) {
        return new KdumpBuilder(frames);
    }

    KdumpBuilder page(int frame, byte[] bytes) {
        pages.put(frame, bytes);
        return this;
    }

    KdumpBuilder level(int value) {
        level = value;
        return this;
    }

    byte[] build() {
        ByteBuffer head = ByteBuffer.allocate(4 * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        head.put("KDUMP   ".getBytes(StandardCharsets.US_ASCII)).putInt(6);
        head.position(12 + 4 * 65).put("x86_64".getBytes(StandardCharsets.US_ASCII));
        head.putInt(424, 1).putInt(428, BLOCK).putInt(432, 1).putInt(436, 2).putInt(440, frames);
        head.putInt(BLOCK + 8, level);
        for (int frame = 0; frame < frames; frame++) {
            setBit(head, 2 * BLOCK, frame);
        }
        pages.keySet().forEach(frame -> setBit(head, 3 * BLOCK, frame));
        ByteBuffer descriptors = ByteBuffer.allocate(pages.size() * 24).order(ByteOrder.LITTLE_ENDIAN);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (byte[] page : pages.values()) {
            byte[] packed = deflate(page);
            descriptors.putLong(4L * BLOCK + descriptors.capacity() + data.size());
            descriptors.putInt(packed.length).putInt(1).putLong(0);
            data.writeBytes(packed);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.array());
        all.writeBytes(descriptors.array());
        all.writeBytes(data.toByteArray());
        return all.toByteArray();
    }

    /** The same dump in makedumpfile's flattened format, cut into pieces in an unusual order, some of them twice. */
    byte[] flattened() {
        byte[] plain = build();
        ByteBuffer out = ByteBuffer.allocate(4096 + plain.length + BLOCK + 64 * (plain.length / 1000 + 4));
        out.put("makedumpfile".getBytes(StandardCharsets.US_ASCII)).position(16);
        out.putLong(1).putLong(1).position(4096);
        piece(out, new byte[BLOCK], 0, 0, BLOCK);
        for (int at = plain.length - plain.length % 1000; at >= 0; at -= 1000) {
            piece(out, plain, at, at, Math.min(1000, plain.length - at));
        }
        out.putLong(-1).putLong(-1);
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static void piece(ByteBuffer out, byte[] bytes, int from, int to, int length) {
        if (length > 0) {
            out.putLong(to).putLong(length).put(bytes, from, length);
        }
    }

    private static void setBit(ByteBuffer bytes, int base, int bit) {
        int at = base + bit / 8;
        bytes.put(at, (byte) (bytes.get(at) | 1 << bit % 8));
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();
        byte[] packed = new byte[bytes.length + 64];
        int length = deflater.deflate(packed);
        deflater.end();
        return java.util.Arrays.copyOf(packed, length);
    }
}
