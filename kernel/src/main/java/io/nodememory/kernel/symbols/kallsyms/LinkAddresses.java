package io.nodememory.kernel.symbols.kallsyms;

import java.util.List;
import java.util.Optional;

/** Subtracts the KASLR shift from the addresses of a running kernel, which gives link addresses. */
public final class LinkAddresses {
    /** The link address of x86-64 kernels: __START_KERNEL_map plus CONFIG_PHYSICAL_START, which is 16 MiB everywhere. */
    public static final long START = 0xffff_ffff_8100_0000L;

    /** KASLR shifts by large pages; _stext lies slightly after the start. */
    private static final long ALIGNMENT = 2 << 20;

    private LinkAddresses() {}

    /**
     * Returns the entries with link addresses; per-CPU entries have them already.
     *
     * @param linkedStart the link address of {@code _text} or {@code _stext} of the same kernel
     */
    public static List<KallsymsEntry> of(List<KallsymsEntry> entries, long linkedStart) {
        Optional<KallsymsEntry> start = find(entries, "_text").or(() -> find(entries, "_stext"));
        long shift = start.map(entry -> (entry.address() & -ALIGNMENT) - (linkedStart & -ALIGNMENT))
                .orElse(0L);
        return without(entries, shift);
    }

    /** The entries less what KASLR added to all but per-CPU ones. */
    public static List<KallsymsEntry> without(List<KallsymsEntry> entries, long shift) {
        return shift == 0
                ? entries
                : entries.stream()
                        .map(entry -> entry.address() >= 0
                                ? entry
                                : new KallsymsEntry(
                                        entry.address() - shift, entry.type(), entry.name(), entry.module()))
                        .toList();
    }

    private static Optional<KallsymsEntry> find(List<KallsymsEntry> entries, String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }
}
