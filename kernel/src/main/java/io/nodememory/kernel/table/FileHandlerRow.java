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
                "A function that serves files: the root and working directories of processes, their open files (including"
                        + " sockets, pipes and devices), and the files of /proc.",
        identity = {"name", "operations", "symbol", "module"})
public record FileHandlerRow(
        @Column(value = "Address of the pointer", address = true)
        long address,

        @Column("Member of the table of functions: iterate_shared lists a directory")
        String name,

        @Column(
                "Name of the table's variable in the kernel, such as socket_file_ops; null for tables of modules and of run"
                        + " time")
        String operations,

        @Column("A file that the function serves, the first one found")
        String path,

        @Column("Type of the file system; null for the table of /proc itself")
        String fileSystem,

        @Column(value = "Address of the function", address = true)
        long handler,

        @Column("Symbol of the function") String symbol,

        @Column("Module of the function; null for the kernel itself")
        String module,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    static void walk(Walk<FileHandlerRow> walk) {
        Kernel kernel = walk.kernel();
        walk.attempt(0, "listing the functions that serve files", () -> {
            FileTables tables = new FileTables(kernel);
            tables.damage()
                    .forEach((address, why) -> walk.problem(address, "listing the functions that serve files", why));
            if (!tables.lacking().isEmpty()) {
                walk.problem(
                        0,
                        "listing the functions that serve files",
                        "this kernel's symbols lack " + String.join(", ", tables.lacking()));
            }
            for (FileTables.Table table : tables.all()) {
                walk.attempt(table.functions().address(), "reading a table of file functions", () -> {
                    Map<String, Long> functions = FunctionTables.functions(table.functions());
                    // Files opened with O_PATH have file_operations without functions
                    if (functions.isEmpty() && !table.functions().type().name().equals("file_operations")) {
                        walk.problem(
                                table.functions().address(),
                                "reading a table of file functions",
                                "the table has no functions");
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

    /**
     * Files and directories are served by the kernel, by the module of their file system, or by a module that it
     * depends on or that depends on it.
     */
    private static boolean isFileSystems(Kernel kernel, FileTables.Table table, String module) {
        Optional<KernelObject> fileSystems = table.fileSystem().flatMap(type -> type.follow("owner"));
        return fileSystems.isPresent()
                && (fileSystems.get().text("name").equals(module)
                        || Modules.of(kernel).all().keySet().stream()
                                .filter(other -> other.text("name").equals(module))
                                .anyMatch(other -> uses(kernel, other, fileSystems.get())));
    }

    /** {@code module_use}: returns whether a module depends on another, as nfsv4 depends on nfs. */
    private static boolean uses(Kernel kernel, KernelObject module, KernelObject needed) {
        return kernel.types().has("module", "target_list")
                && LinkedLists.list(kernel.types(), module.addressOf("target_list"), "module_use", "target_list")
                        .entries()
                        .stream()
                        .anyMatch(use -> use.number("target") == needed.address());
    }
}
