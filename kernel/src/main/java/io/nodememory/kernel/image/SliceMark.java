package io.nodememory.kernel.image;

/**
 * How a slice tells that its gaps are not zeros. LiME and AVML headers have no room for it that other readers would put up
 * with, so the mark is in the cut: the first page is written as two records that meet inside it. No writer of whole ranges does
 * that, and all readers join the two.
 */
public final class SliceMark {
    /** Where the first page is cut, in bytes from its start. */
    public static final int CUT = MemoryImage.PAGE_SIZE / 2;

    private SliceMark() {}

    /** Whether a record that ends at {@code end} and one that begins at {@code start} are the mark. */
    static boolean between(long end, long start) {
        return end == start && end % MemoryImage.PAGE_SIZE == CUT;
    }
}
