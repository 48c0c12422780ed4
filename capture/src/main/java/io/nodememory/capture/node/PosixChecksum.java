package io.nodememory.capture.node;

/** The checksum of POSIX's {@code cksum}: a CRC-32 (polynomial 0x04C11DB7, highest bit first) over the bytes and their number. */
final class PosixChecksum implements FrameChecksum.Running {
    private static final int POLYNOMIAL = 0x04C1_1DB7;
    /** The number of bytes per step. */
    private static final int STRIDE = 8;

    private static final int[][] TABLES = tables();

    private int crc;
    private long length;

    private static int[][] tables() {
        int[][] tables = new int[STRIDE][256];
        for (int i = 0; i < 256; i++) {
            int crc = i << 24;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = crc < 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
            }
            tables[0][i] = crc;
        }
        for (int i = 0; i < 256; i++) {
            for (int t = 1; t < STRIDE; t++) {
                int before = tables[t - 1][i];
                tables[t][i] = (before << 8) ^ tables[0][before >>> 24];
            }
        }
        return tables;
    }

    @Override
    public void add(byte[] bytes, int offset, int count) {
        int at = offset;
        int end = offset + count;
        for (; at + STRIDE <= end; at += STRIDE) {
            crc = TABLES[7][(bytes[at] & 0xff) ^ (crc >>> 24)]
                    ^ TABLES[6][(bytes[at + 1] & 0xff) ^ ((crc >>> 16) & 0xff)]
                    ^ TABLES[5][(bytes[at + 2] & 0xff) ^ ((crc >>> 8) & 0xff)]
                    ^ TABLES[4][(bytes[at + 3] & 0xff) ^ (crc & 0xff)]
                    ^ TABLES[3][bytes[at + 4] & 0xff]
                    ^ TABLES[2][bytes[at + 5] & 0xff]
                    ^ TABLES[1][bytes[at + 6] & 0xff]
                    ^ TABLES[0][bytes[at + 7] & 0xff];
        }
        for (; at < end; at++) {
            crc = step(crc, bytes[at] & 0xff);
        }
        length += count;
    }

    /** The checksum in the notation of cksum. */
    @Override
    public String sum() {
        int last = crc;
        for (long rest = length; rest != 0; rest >>>= Byte.SIZE) {
            last = step(last, (int) (rest & 0xff));
        }
        return Long.toString(~last & 0xffff_ffffL);
    }

    private static int step(int crc, int value) {
        return (crc << 8) ^ TABLES[0][(crc >>> 24) ^ value];
    }
}
