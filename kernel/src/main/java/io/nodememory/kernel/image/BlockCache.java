package io.nodememory.kernel.image;

/**
 * A bounded cache of byte blocks by number, without locks. It is a table of sets; a new block replaces the least recently used
 * block of its set. Two threads that miss the same block both load it, which costs time but never gives a wrong result.
 */
public final class BlockCache {
    private static final int WAYS = 8;

    /** A cached block. Only its age changes, so publishing it through a data race is safe. */
    private static final class Block {
        final long number;
        final byte[] bytes;
        int used;

        Block(long number, byte[] bytes, int used) {
            this.number = number;
            this.bytes = bytes;
            this.used = used;
        }
    }

    private final Block[] blocks;
    private final int setMask;
    /** Counts uses approximately, because concurrent updates may be lost. */
    private int clock;

    /** @param capacity the number of blocks to keep, rounded up to a power of two */
    public BlockCache(int capacity) {
        int sets = Integer.highestOneBit(Math.max(1, (capacity - 1) / WAYS)) * (capacity > WAYS ? 2 : 1);
        blocks = new Block[sets * WAYS];
        setMask = sets - 1;
    }

    /** Returns the block with a number, or null if it is not cached. */
    public byte[] get(long number) {
        int start = set(number);
        for (int i = start; i < start + WAYS; i++) {
            Block block = blocks[i];
            if (block != null && block.number == number) {
                block.used = ++clock;
                return block.bytes;
            }
        }
        return null;
    }

    public void put(long number, byte[] bytes) {
        int start = set(number);
        int oldest = start;
        int age = -1;
        for (int i = start; i < start + WAYS; i++) {
            Block block = blocks[i];
            if (block == null) {
                oldest = i;
                break;
            }
            int unused = clock - block.used;
            if (unused > age) {
                age = unused;
                oldest = i;
            }
        }
        blocks[oldest] = new Block(number, bytes, ++clock);
    }

    private int set(long number) {
        // Neighbours use neighbouring sets. The high bits are folded in, so that strides of 2^n do not collide.
        long mixed = number ^ (number >>> 17) ^ (number >>> 31);
        return ((int) mixed & setMask) * WAYS;
    }
}
