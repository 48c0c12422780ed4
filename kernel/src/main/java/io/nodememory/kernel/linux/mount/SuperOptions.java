package io.nodememory.kernel.linux.mount;

import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.Symbols;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** The options that a file system adds by its {@code show_options} operation: one {@link Decoder} a file system. */
final class SuperOptions {
    /** Gives a superblock's own options, each with a comma before it; empty where this kernel's do not tell them. */
    @FunctionalInterface
    interface Decoder {
        Optional<String> decode(Kernel kernel, KernelObject superBlock);

        /** One that always can. */
        static Decoder of(BiFunction<Kernel, KernelObject, String> decoder) {
            return (kernel, superBlock) -> Optional.of(decoder.apply(kernel, superBlock));
        }
    }

    /** By the name of the {@code show_options} function, which several file systems may share. */
    private static final Map<String, Decoder> BY_FUNCTION = Map.ofEntries(
            Map.entry("shmem_show_options", Decoder.of(TmpfsOptions::decode)),
            Map.entry("proc_show_options", Decoder.of(PseudoOptions::proc)),
            Map.entry("devpts_show_options", Decoder.of(PseudoOptions::devpts)),
            Map.entry("kernfs_sop_show_options", Decoder.of(CgroupOptions::decode)),
            Map.entry("bpf_show_options", Decoder.of(PseudoOptions::bpf)),
            Map.entry("debugfs_show_options", Decoder.of(PseudoOptions::debugfs)),
            Map.entry("tracefs_show_options", Decoder.of(PseudoOptions::tracefs)),
            Map.entry("ramfs_show_options", Decoder.of(PseudoOptions::ramfs)),
            Map.entry("ovl_show_options", Decoder.of(OverlayOptions::decode)),
            Map.entry("squashfs_show_options", Decoder.of(PseudoOptions::squashfs)),
            Map.entry("ext4_show_options", Ext4Options::decode));

    /** By the file system's name, for modules, whose functions the kernel's symbols do not name. */
    private static final Map<String, Decoder> BY_TYPE = Map.of(
            "overlay",
            Decoder.of(OverlayOptions::decode),
            "ext4",
            Ext4Options::decode,
            "ext3",
            Ext4Options::decode,
            "ext2",
            Ext4Options::decode,
            "squashfs",
            Decoder.of(PseudoOptions::squashfs));

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
        return Optional.ofNullable(decoder).flatMap(d -> d.decode(kernel, superBlock));
    }
}
