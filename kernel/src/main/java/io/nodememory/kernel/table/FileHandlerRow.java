package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.FunctionTables;
import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.linux.fs.FileTables;
import io.nodememory.kernel.linux.module.Modules;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.Map;
import java.util.Optional;

/** A row of {@code file_handlers}. */
@Table(
        name = "file_handlers",
        help =
                "A function that serves files: root and current directories of processes, what they have open (sockets, pipes and"
                        + " devices too), and the files of /proc.",
        identity = {"name", "operations", "symbol", "module"})
public record FileHandlerRow(
        @Column(value = "Address of the pointer", address = true)
        long address,

        @Column("Member of the table of functions: iterate_shared lists a directory")
        String name,

        @Column(
                "The kernel's variable that the table is, such as socket_file_ops; null for a module's and for one made at run"
                        + " time")
        String operations,

        @Column("A file that it serves, the first that was met")
        String path,

        @Column("Type of the file system; null for the table of /proc itself")
        String fileSystem,

        @Column(value = "Address of the function", address = true)
        long handler,

        @Column("Its symbol") String symbol,

        @Column("The module it belongs to; null for the kernel itself")
        String module,

        @Column("What is wrong; null for nothing") String verdict) {

    static void walk(Walk<FileHandlerRow> walk) {
        Kernel kernel = walk.kernel();
        walk.attempt(0, "listing what serves files", () -> {
            FileTables tables = new FileTables(kernel);
            tables.damage().forEach((address, why) -> walk.problem(address, "listing what serves files", why));
            for (FileTables.Table table : tables.all()) {
                walk.attempt(table.functions().address(), "reading what serves files", () -> {
                    Map<String, Long> functions = FunctionTables.functions(table.functions());
                    // What O_PATH opens is served by file_operations without any
                    if (functions.isEmpty() && !table.functions().type().name().equals("file_operations")) {
                        walk.problem(table.functions().address(), "reading what serves files", "it has no functions");
                    }
                    functions.forEach((name, handler) -> walk.emit(row(kernel, table, name, handler)));
                });
            }
        });
    }

    private static FileHandlerRow row(Kernel kernel, FileTables.Table table, String name, long handler) {
        CodeOwner owner = CodeOwners.of(kernel).find(handler);
        KernelObject functions = table.functions();
        return new FileHandlerRow(
                functions.addressOf(name),
                name,
                FunctionTables.name(kernel, functions.address()).orElse(null),
                table.path(),
                table.fileSystem().map(type -> type.text("name")).orElse(null),
                handler,
                owner.symbol(),
                owner.module(),
                owner.verdict() != null ? owner.verdict() : verdict(kernel, table, owner));
    }

    private static String verdict(Kernel kernel, FileTables.Table table, CodeOwner owner) {
        if (owner.module() == null) {
            return null;
        } else if (FunctionTables.isKernels(kernel, table.functions().address())) {
            return "the kernel's own table leads into a module";
        }
        return table.onlyFileSystems() && !isFileSystems(kernel, table, owner.module())
                ? "leads into a module that is not the file system's"
                : null;
    }

    /** Files and directories are served by the kernel, by the module of their file system, or by one made for that module. */
    private static boolean isFileSystems(Kernel kernel, FileTables.Table table, String module) {
        Optional<KernelObject> fileSystems = table.fileSystem().flatMap(type -> type.follow("owner"));
        return fileSystems.isPresent()
                && (fileSystems.get().text("name").equals(module)
                        || Modules.of(kernel).all().keySet().stream()
                                .filter(other -> other.text("name").equals(module))
                                .anyMatch(other -> uses(kernel, other, fileSystems.get())));
    }

    /** {@code module_use}: whether a module needs another, as nfsv4 does nfs. */
    private static boolean uses(Kernel kernel, KernelObject module, KernelObject needed) {
        return kernel.types().has("module", "target_list")
                && LinkedLists.list(kernel.types(), module.addressOf("target_list"), "module_use", "target_list")
                        .entries()
                        .stream()
                        .anyMatch(use -> use.number("target") == needed.address());
    }
}
