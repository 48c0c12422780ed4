package io.nodememory.kernel.damage;

import io.nodememory.kernel.image.ForwardingImage;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.PhysicalRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An image with seeded damage in selected pages: flipped bits, redirected pointers, lost and exchanged pages. */
final class DamagedImage extends ForwardingImage {
    private final Map<Long, byte[]> pages = new HashMap<>();

    /**
     * @param targets the pages to select from, by physical address
     * @param count the number of damages
     */
    DamagedImage(MemoryImage image, List<Long> targets, long seed, int count) {
        super(image);
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            damage(damagedPage(targets.get(random.nextInt(targets.size()))), targets, random);
        }
    }

    /** Returns whether the page of a physical address is damaged. */
    boolean isDamaged(long physical) {
        return pages.containsKey(physical & -PAGE_SIZE);
    }

    private byte[] damagedPage(long address) {
        return pages.computeIfAbsent(address, a -> original(a));
    }

    private byte[] original(long address) {
        byte[] page = new byte[PAGE_SIZE];
        image.read(address, page, 0, PAGE_SIZE);
        return page;
    }

    private void damage(byte[] page, List<Long> targets, Random random) {
        ByteBuffer words = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
        int at = usedWord(words, random);
        switch (random.nextInt(16)) {
            case 0 -> Arrays.fill(page, (byte) 0);
            case 1 -> System.arraycopy(original(targets.get(random.nextInt(targets.size()))), 0, page, 0, PAGE_SIZE);
            case 2 -> words.putLong(at, random.nextLong());
            case 3 -> words.putLong(at, 0);
            case 4 -> words.putInt(at, -1);
            case 5, 6, 7 -> words.putLong(at, words.getLong(usedWord(words, random)));
            default -> words.putLong(at, words.getLong(at) ^ (1L << random.nextInt(Long.SIZE)));
        }
    }

    /** Most words of most pages are zero; a walk rarely reads damage there. */
    private static int usedWord(ByteBuffer words, Random random) {
        int at = 0;
        for (int tries = 0; tries < 64; tries++) {
            at = random.nextInt(PAGE_SIZE / Long.BYTES) * Long.BYTES;
            if (words.getLong(at) != 0) {
                break;
            }
        }
        return at;
    }

    @Override
    public void read(long physical, byte[] target, int offset, int length) {
        image.read(physical, target, offset, length);
        for (long page = physical & -PAGE_SIZE; page < physical + length; page += PAGE_SIZE) {
            byte[] damaged = pages.get(page);
            if (damaged != null) {
                long start = Math.max(page, physical);
                long end = Math.min(page + PAGE_SIZE, physical + length);
                System.arraycopy(
                        damaged, (int) (start - page), target, offset + (int) (start - physical), (int) (end - start));
            }
        }
    }

    @Override
    public void peek(long physical, byte[] target, int offset, int length) {
        read(physical, target, offset, length);
    }

    /** The underlying image is already zero-filled. */
    @Override
    public MemoryImage zeroFilled(List<PhysicalRange> systemRam) {
        return this;
    }
}
