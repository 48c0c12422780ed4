package io.nodememory.kernel.symbols.kallsyms;

import java.util.List;
import java.util.Optional;

/** Takes from the addresses of a running kernel what KASLR added to them, so that they are those of the link. */
public final class LinkAddresses {
    /** Where x86-64 kernels are linked to begin: __START_KERNEL_map and CONFIG_PHYSICAL_START, which is 16 MiB everywhere. */
    public static final long START = 0xffff_ffff_8100_0000L;

    /** KASLR moves by large pages; _stext lies a little behind the start. */
    private static final long ALIGNMENT = 2 << 20;

    private LinkAddresses() {}

    /**
     * The entries at their link addresses, which per-CPU ones have anyway.
     *
     * @param linkedStart where the same kernel's {@code _text} or {@code _stext} is linked
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
