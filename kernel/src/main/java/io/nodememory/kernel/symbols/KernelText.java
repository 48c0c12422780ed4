package io.nodememory.kernel.symbols;

/** The code of a kernel as built, for comparison with the code in memory. */
public final class KernelText {
    private final long start;
    private final byte[] bytes;
    private final PatchSites sites;
    private final long replacementsStart;
    private final byte[] replacements;

    /**
     * @param start address of the first byte, as linked (before KASLR)
     * @param replacementsStart address of the first byte of {@code replacements}, as linked
     * @param replacements {@code .altinstr_replacement}: the code that replaces alternatives
     */
    public KernelText(long start, byte[] bytes, PatchSites sites, long replacementsStart, byte[] replacements) {
        this.start = start;
        this.bytes = bytes;
        this.sites = sites;
        this.replacementsStart = replacementsStart;
        this.replacements = replacements;
    }

    /** The address of the first byte, as linked (before KASLR). */
    public long start() {
        return start;
    }

    /** The code itself, not a copy; callers must not change it. */
    public byte[] bytes() {
        return bytes;
    }

    public PatchSites sites() {
        return sites;
    }

    /** The code that replaces alternatives, not a copy; callers must not change it. */
    public byte[] replacements() {
        return replacements;
    }

    /** The address of the first byte of {@link #replacements()}, as linked (before KASLR). */
    public long replacementsStart() {
        return replacementsStart;
    }
}
