package io.nodememory.kernel.symbols.text;

/** The code of a kernel as its build made it: what the memory of that kernel is compared with. */
public final class KernelText {
    private final long start;
    private final byte[] bytes;
    private final PatchSites sites;

    /** @param start address of the first byte, as linked (before KASLR) */
    KernelText(long start, byte[] bytes, PatchSites sites) {
        this.start = start;
        this.bytes = bytes;
        this.sites = sites;
    }

    /** Address of the first byte, as linked (before KASLR). */
    public long start() {
        return start;
    }

    /** The code itself, not a copy: it is not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    public PatchSites sites() {
        return sites;
    }
}
