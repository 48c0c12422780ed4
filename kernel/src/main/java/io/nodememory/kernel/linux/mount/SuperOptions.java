package io.nodememory.kernel.linux.mount;

import io.nodememory.kernel.Kernel;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.symbols.Symbols;
import java.util.Map;
import java.util.Optional;

/** The options that a file system adds by its {@code show_options} operation: one {@link Decoder} a file system. */
final class SuperOptions {
    /** Gives a superblock's own options, each with a comma before it. */
    @FunctionalInterface
    interface Decoder {
        String decode(Kernel kernel, KernelObject superBlock);
    }

    /** By the name of the {@code show_options} function, which several file systems may share. */
    private static final Map<String, Decoder> BY_FUNCTION = Map.ofEntries(
            Map.entry("shmem_show_options", TmpfsOptions::decode),
            Map.entry("proc_show_options", PseudoOptions::proc),
            Map.entry("devpts_show_options", PseudoOptions::devpts),
            Map.entry("kernfs_sop_show_options", CgroupOptions::decode),
            Map.entry("bpf_show_options", PseudoOptions::bpf),
            Map.entry("debugfs_show_options", PseudoOptions::debugfs),
            Map.entry("tracefs_show_options", PseudoOptions::tracefs),
            Map.entry("ramfs_show_options", PseudoOptions::ramfs),
            Map.entry("ovl_show_options", OverlayOptions::decode));

    /** By the file system's name, for modules, whose functions the kernel's symbols do not name. */
    private static final Map<String, Decoder> BY_TYPE = Map.of(
            "overlay",
            OverlayOptions::decode,
            // Only errors=panic differs, a choice that no distribution makes
            "squashfs",
            (kernel, superBlock) -> ",errors=continue");

    private SuperOptions() {}

    /** The options; empty text for a file system without, and empty for one that is not known here. */
    static Optional<String> of(Kernel kernel, KernelObject superBlock) {
        long function = superBlock
                .follow("s_op")
                .map(operations -> operations.number("show_options"))
                .orElse(0L);
        if (function == 0) {
            return Optional.of("");
        }
        String name = kernel.nearestSymbol(function).map(Symbols.Symbol::name).orElse("");
        Decoder decoder = BY_FUNCTION.get(name);
        if (decoder == null) {
            decoder = BY_TYPE.get(superBlock.target("s_type").text("name"));
        }
        return Optional.ofNullable(decoder).map(d -> d.decode(kernel, superBlock));
    }
}
