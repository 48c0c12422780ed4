package io.nodememory.kernel.symbols.dwarf;

/** Hashes numbers by multiplication and folding. For comparisons only, not for security. */
final class Hash {
    private Hash() {}

    static long mix(long hash, long value) {
        long mixed = (hash ^ value) * 0x9e3779b97f4a7c15L;
        return mixed ^ (mixed >>> 29);
    }
}
