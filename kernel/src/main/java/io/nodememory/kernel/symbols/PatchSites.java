package io.nodememory.kernel.symbols;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The places of a kernel's text that the kernel itself changes, by ascending offset. */
public final class PatchSites {
    /**
     * A place.
     *
     * @param offset from the start of the text
     * @param length in bytes
     * @param target of {@link PatchKind#JUMP_LABEL} where the jump leads to, as an offset from the start of the text; of
     *     {@link PatchKind#ALTERNATIVE} the offset of the replacement in {@link KernelText#replacements()}; else 0
     * @param replaced of {@link PatchKind#ALTERNATIVE} the length of the replacement in bytes; else 0
     */
    public record Site(int offset, int length, PatchKind kind, int target, int replaced) {
        /** The offset of the first byte behind it. */
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

    /** Sorts them. */
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

    /** The places that the byte at an offset belongs to; alternatives overlap what they hold. */
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
