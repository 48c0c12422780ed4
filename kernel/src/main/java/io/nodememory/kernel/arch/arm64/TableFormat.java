package io.nodememory.kernel.arch.arm64;

/**
 * A format of translation tables (Arm Architecture Reference Manual, D8 "The AArch64 Virtual Memory System Architecture").
 *
 * @param pageShift 12, 14 or 16: the granule
 * @param bits of a virtual address that are translated: 64 - TCR_EL1.T1SZ
 */
record TableFormat(int pageShift, int bits) {
    private static final long ADDRESS_BITS_48 = 0x0000_ffff_ffff_f000L;
    private static final long ADDRESS_BITS_50 = 0x0003_ffff_ffff_f000L;
    private static final int MOST_BITS_WITHOUT_LPA2 = 48;

    /** FEAT_LPA2: addresses of 52 bits with granules of 4 and 16 KiB. */
    private boolean lpa2() {
        return bits > MOST_BITS_WITHOUT_LPA2 && pageShift < 16;
    }

    /** Whether a kernel can be built with this format: CONFIG_ARM64_VA_BITS and the page sizes, arch/arm64/Kconfig. */
    boolean isPossible() {
        return (pageShift == 12 || pageShift == 14 || pageShift == 16) && bits >= 36 && bits <= 52;
    }

    int levelBits() {
        return pageShift - 3;
    }

    /** The number of table levels. */
    int levels() {
        return (bits - pageShift + levelBits() - 1) / levelBits();
    }

    /** The lowest bit of an address that selects an entry; level 0 is that of the pages. */
    int shift(int level) {
        return pageShift + level * levelBits();
    }

    /** The number of entries in a table of a level: the top table may be smaller than a page. */
    int entries(int level) {
        return 1 << Math.min(levelBits(), bits - shift(level));
    }

    int index(long virtual, int level) {
        return (int) (virtual >>> shift(level)) & (entries(level) - 1);
    }

    /** The physical address in an entry. */
    long address(long entry) {
        if (pageShift == 16) {
            // FEAT_LPA: bits 51:48 lie in 15:12, which are 0 without it.
            return (entry & ADDRESS_BITS_48 & -(1L << pageShift)) | (entry >>> 12 & 0xf) << 48;
        }
        long mask = -(1L << pageShift);
        return lpa2() ? (entry & ADDRESS_BITS_50 & mask) | (entry >>> 8 & 3) << 50 : entry & ADDRESS_BITS_48 & mask;
    }

    /** The address without tag (top byte) or pointer authentication code, which bit 55 extends. */
    long canonical(long virtual) {
        long upper = -1L << bits;
        return (virtual >>> 55 & 1) == 1 ? virtual | upper : virtual & ~upper;
    }
}
