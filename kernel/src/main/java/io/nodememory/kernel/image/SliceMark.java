package io.nodememory.kernel.image;

/**
 * The mark by which a slice states that its gaps are not zeros. LiME and AVML headers have no field for it that other readers
 * would accept. Instead, the first page is written as two records that meet inside the page. No writer of whole ranges does that,
 * and all readers join the two.
 */
public final class SliceMark {
    /** The offset of the cut in the first page, in bytes. */
    public static final int CUT = MemoryImage.PAGE_SIZE / 2;

    private SliceMark() {}

    /** Whether a record that ends at {@code end} and one that starts at {@code start} form the mark. */
    static boolean between(long end, long start) {
        return end == start && end % MemoryImage.PAGE_SIZE == CUT;
    }
}
