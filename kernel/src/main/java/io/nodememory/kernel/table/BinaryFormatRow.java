package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.fs.BinaryFormat;
import io.nodememory.kernel.linux.fs.BinaryFormats;
import io.nodememory.kernel.linux.task.Namespaces;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;

/** A row of {@code binfmt_misc}. */
@Table(
        name = "binfmt_misc",
        help = "A kind of file that the kernel starts by an interpreter of somebody's choice: an entry of binfmt_misc.",
        identity = {"name", "interpreter", "flags", "magic", "extension"})
public record BinaryFormatRow(
        @Column(value = "Address of the entry", address = true)
        long address,

        @Column("Name") String name,

        @Column("Program that runs such files; null where a BPF program chooses it")
        String interpreter,

        @Column("Whether it is in use") boolean enabled,

        @Column(
                "Letters: P keeps the first argument, O opens the file for it, C gives it the rights of a set-uid file, F opens"
                        + " the interpreter when the entry is made")
        String flags,

        @Column("What names of such files end in, without the dot; null for an entry that goes by content")
        String extension,

        @Column("Bytes that such files have, hexadecimal; null for an entry that goes by name")
        String magic,

        @Column("The bits of them that are compared, hexadecimal; null for all")
        String mask,

        @Column("Where in the file, in bytes") int offset,

        @Column("Inode number of the user namespace that it is of")
        long userNs,

        @Column("What is wrong; null for nothing") String verdict) {

    static void walk(Walk<BinaryFormatRow> walk) {
        walk.attempt(0, "listing entries of binfmt_misc", () -> {
            BinaryFormats formats = new BinaryFormats(walk.kernel());
            formats.damage().forEach((address, why) -> walk.problem(address, "listing entries of binfmt_misc", why));
            formats.entries()
                    .forEach((entry, place) -> walk.attempt(
                            entry, "reading an entry of binfmt_misc", () -> walk.emit(row(walk, entry, place))));
        });
    }

    private static BinaryFormatRow row(Walk<BinaryFormatRow> walk, long entry, BinaryFormats.Place place) {
        BinaryFormat format = BinaryFormat.read(walk.kernel().memory(), entry);
        boolean enabled = format.enabled() && !Boolean.FALSE.equals(place.enabled());
        return new BinaryFormatRow(
                entry,
                format.name(),
                format.interpreter(),
                enabled,
                format.flags(),
                format.extension(),
                format.magic(),
                format.mask(),
                format.offset(),
                Namespaces.inum(place.userNamespace()),
                enabled ? verdict(format) : null);
    }

    /** Emulators of other machines, which builds of images use, are told from what stands before this machine's programs. */
    private static String verdict(BinaryFormat format) {
        if (format.catchesNative()) {
            return format.keepsRights()
                    ? "stands before this machine's own programs, with the rights of those that are set-uid"
                    : "stands before this machine's own programs";
        }
        return format.extension() != null && format.keepsRights()
                ? "gets the rights of set-uid files by their names alone"
                : null;
    }
}
