package io.nodememory.kernel.symbols;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The places in a kernel's text that the kernel itself changes, by ascending offset. */
public final class PatchSites {
    /**
     * A place that the kernel changes.
     *
     * @param offset from the start of the text
     * @param length in bytes
     * @param target for {@link PatchKind#JUMP_LABEL} the target of the jump as an offset from the start of the text; for
     *     {@link PatchKind#ALTERNATIVE} the offset of the replacement in {@link KernelText#replacements()}; otherwise 0
     * @param replaced for {@link PatchKind#ALTERNATIVE} the length of the replacement in bytes; otherwise 0
     */
    public record Site(int offset, int length, PatchKind kind, int target, int replaced) {
        /** The offset of the first byte after the place. */
        public int end() {
            return offset + length;
        }
    }

    private final Site[] sites;
    private final int longest;

    private PatchSites(Site[] sites) {
        this.sites = sites;
        this.longest = Arrays.stream(sites).mapToInt(Site::length).max().orElse(0);
    }

    /** Returns the places, sorted by offset. */
    public static PatchSites of(List<Site> sites) {
        Site[] sorted = sites.toArray(Site[]::new);
        Arrays.sort(sorted, Comparator.comparingInt(Site::offset));
        return new PatchSites(sorted);
    }

    public int count() {
        return sites.length;
    }

    public Site get(int index) {
        return sites[index];
    }

    /** The places that hold the byte at an offset; an alternative overlaps the places inside it. */
    public List<Site> covering(int offset) {
        int low = 0;
        int high = sites.length;
        int from = offset - longest;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sites[middle].offset() <= from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        List<Site> covering = new ArrayList<>(2);
        for (int i = low; i < sites.length && sites[i].offset() <= offset; i++) {
            if (offset - sites[i].offset() < sites[i].length()) {
                covering.add(sites[i]);
            }
        }
        return covering;
    }
}
