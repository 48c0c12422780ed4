package io.nodememory.kernel.table;

import io.nodememory.kernel.Kernel;
import io.nodememory.kernel.linux.Tasks;
import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Type;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A row of {@code file_handlers}. */
@Table(
        name = "file_handlers",
        help = "A function that serves a root directory of processes, their current directory, or /proc.",
        identity = {"name", "symbol", "module"})
public record FileHandlerRow(
        @Column(value = "Address of the pointer", address = true)
        long address,

        @Column("Member of the file operations: iterate_shared lists a directory")
        String name,

        @Column("Type of the file system; null for the table of /proc itself")
        String fileSystem,

        @Column(value = "Address of the function", address = true)
        long handler,

        @Column("Its symbol") String symbol,

        @Column("The module it belongs to; null for the kernel itself")
        String module,

        @Column("What is wrong; null for nothing") String verdict) {

    private static final String OPERATIONS = "file_operations";

    static void walk(Walk<FileHandlerRow> walk) {
        Kernel kernel = walk.kernel();
        Set<Long> seen = new HashSet<>();
        walk.attempt(0, "reading the operations of /proc", () -> {
            OptionalLong table = kernel.findAddress("proc_root_operations");
            table.ifPresent(address -> read(walk, kernel.object(OPERATIONS, address), Optional.empty(), seen));
        });
        for (KernelObject task : Tasks.of(kernel).processes()) {
            walk.attempt(
                    task.address(),
                    "reading the operations of directories",
                    () -> task.follow("fs").ifPresent(fs -> {
                        directory(walk, fs, "root", seen);
                        directory(walk, fs, "pwd", seen);
                    }));
        }
    }

    private static void directory(Walk<FileHandlerRow> walk, KernelObject fs, String which, Set<Long> seen) {
        walk.attempt(fs.addressOf(which), "reading the operations of a directory", () -> {
            Optional<KernelObject> inode = fs.follow(which + ".dentry").flatMap(dentry -> dentry.follow("d_inode"));
            inode.ifPresent(directory -> directory
                    .followAs("i_fop", OPERATIONS)
                    .ifPresent(operations -> read(walk, operations, inode, seen)));
        });
    }

    private static void read(
            Walk<FileHandlerRow> walk, KernelObject operations, Optional<KernelObject> inode, Set<Long> seen) {
        if (!seen.add(operations.address())) {
            return;
        }
        Optional<KernelObject> type = inode.map(i -> i.target("i_sb").target("s_type"));
        String fileSystem = type.map(t -> t.text("name")).orElse(null);
        String owner = type.flatMap(t -> t.follow("owner"))
                .map(module -> module.text("name"))
                .orElse(null);
        for (Member member : operations.type().members()) {
            boolean function =
                    member.type() instanceof Type.Pointer pointer && pointer.target() instanceof Type.Function;
            long handler = function ? operations.number(member.name()) : 0;
            if (handler != 0) {
                walk.emit(row(
                        walk.kernel(), operations.addressOf(member.name()), member.name(), fileSystem, owner, handler));
            }
        }
    }

    /** A directory is served by the kernel or by the module that its file system is of. */
    private static FileHandlerRow row(
            Kernel kernel, long address, String name, String fileSystem, String fileSystemModule, long handler) {
        CodeOwner owner = CodeOwners.of(kernel).find(handler);
        String verdict = owner.verdict();
        if (verdict == null && owner.module() != null && !owner.module().equals(fileSystemModule)) {
            verdict = "leads into a module that is not the file system's";
        }
        return new FileHandlerRow(address, name, fileSystem, handler, owner.symbol(), owner.module(), verdict);
    }
}
