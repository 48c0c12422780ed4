package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.fs.BinaryFormat;
import io.nodememory.kernel.linux.fs.BinaryFormats;
import io.nodememory.kernel.linux.task.Namespaces;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;

/** A row of {@code binfmt_misc}. */
@Table(
        name = "binfmt_misc",
        help = "An entry of binfmt_misc: a file format that the kernel starts by a configured interpreter.",
        identity = {"name", "interpreter", "flags", "magic", "extension"})
public record BinaryFormatRow(
        @Column(value = "Address of the entry", address = true)
        long address,

        @Column("Name") String name,

        @Column("Program that runs files of this format; null if a BPF program chooses it")
        String interpreter,

        @Column("Whether the entry is enabled") boolean enabled,

        @Column(
                "Letters: P keeps the first argument, O opens the file, C uses the credentials of a set-uid file, F opens"
                        + " the interpreter at the registration")
        String flags,

        @Column("File name extension without the dot; null for an entry that matches the content")
        String extension,

        @Column("Magic number in hexadecimal; null for an entry that matches the file name")
        String magic,

        @Column("Compared bits of the magic number in hexadecimal; null for all")
        String mask,

        @Column("Offset of the magic number in the file, in bytes")
        int offset,

        @Column("Inode number of the entry's user namespace")
        long userNs,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    static void walk(Walk<BinaryFormatRow> walk) {
        walk.attempt(0, "listing the entries of binfmt_misc", () -> {
            BinaryFormats formats = new BinaryFormats(walk.kernel());
            formats.damage()
                    .forEach((address, why) -> walk.problem(address, "listing the entries of binfmt_misc", why));
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
                enabled ? verdict(walk.kernel(), format) : null);
    }

    /**
     * Emulators of other machines, which image builds use, are no finding. They match files that this machine does not
     * run natively.
     */
    private static String verdict(Kernel kernel, BinaryFormat format) {
        if (format.catchesNative(kernel.architecture().nativeFiles())) {
            return format.keepsRights()
                    ? "stands before this machine's own programs, with the rights of those that are set-uid"
                    : "stands before this machine's own programs";
        }
        return format.extension() != null && format.keepsRights()
                ? "gets the rights of set-uid files by their names alone"
                : null;
    }
}
