package io.nodememory.kernel.linux.mount;

import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.Symbols;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The options that a file system adds by its {@code show_options} operation; one {@link Decoder} for each file system.
 */
final class SuperOptions {
    /**
     * Decodes the superblock's own options, each preceded by a comma; empty if this kernel's symbols do not suffice.
     */
    @FunctionalInterface
    interface Decoder {
        Optional<String> decode(Kernel kernel, KernelObject superBlock);

        /** A decoder that always succeeds. */
        static Decoder of(BiFunction<Kernel, KernelObject, String> decoder) {
            return (kernel, superBlock) -> Optional.of(decoder.apply(kernel, superBlock));
        }
    }

    /** Decoders by the name of the {@code show_options} function, which several file systems may share. */
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

    /** Decoders by the name of the file system, for modules, whose functions the kernel's symbols do not name. */
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

    /** The options: an empty text for a file system without options, an empty result for an unknown file system. */
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
