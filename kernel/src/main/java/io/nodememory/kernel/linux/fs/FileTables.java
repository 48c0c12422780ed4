package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.linux.Damage;
import io.nodememory.kernel.linux.task.Tasks;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The tables of functions that serve the files in use and the files of /proc, each once. */
public final class FileTables {
    /**
     * A table of functions.
     *
     * @param functions {@code file_operations}, {@code proc_ops}, {@code seq_operations} or {@code proto_ops}
     * @param path a file that it serves; null if that has none
     * @param fileSystem the {@code file_system_type} of that file
     * @param onlyFileSystems whether only the file's system can provide such tables, as for directories, and no driver
     */
    public record Table(
            KernelObject functions, String path, Optional<KernelObject> fileSystem, boolean onlyFileSystems) {}

    private static final String OPERATIONS = "file_operations";

    /** {@code S_IFDIR} and {@code S_IFREG} without the permission bits. */
    private static final int DIRECTORY = 4;

    private static final int REGULAR = 8;

    private final Kernel kernel;
    private final Map<Long, Table> tables = new LinkedHashMap<>();
    private final Damage<Long> damage = new Damage<>();
    private final SocketFiles sockets;

    public FileTables(Kernel kernel) {
        this.kernel = kernel;
        this.sockets = new SocketFiles(kernel);
        damage.look(
                0L,
                () -> kernel.findAddress("proc_root_operations")
                        .ifPresent(table -> add(OPERATIONS, table, "/proc", Optional.empty(), false)));
        List<KernelObject> processes = Tasks.of(kernel).processes();
        for (KernelObject task : processes) {
            damage.look(
                    task.address(),
                    () -> task.follow("fs").ifPresent(fs -> {
                        directory(fs, "root");
                        directory(fs, "pwd");
                    }));
        }
        processes.forEach(task -> damage.look(
                task.address(),
                () -> OpenFiles.of(kernel, task)
                        .files()
                        .values()
                        .forEach(file -> damage.look(file.address(), () -> open(file)))));
        damage.look(0L, this::proc);
    }

    public List<Table> all() {
        return new ArrayList<>(tables.values());
    }

    /** Why tables may be missing, by the address of the unreadable object. */
    public Map<Long, String> damage() {
        return damage.reasons();
    }

    /** The variables that the symbols lack, although every kernel has them; tables of functions are missing for them. */
    public List<String> lacking() {
        Stream<String> variables = kernel.types().has("proc_dir_entry", "proc_ops")
                ? Stream.of("proc_root", "proc_root_operations", "proc_seq_ops", "proc_net_seq_ops")
                : Stream.of("proc_root", "proc_root_operations");
        return variables
                .filter(variable -> kernel.findAddress(variable).isEmpty())
                .toList();
    }

    private void add(String struct, long table, String path, Optional<KernelObject> fileSystem, boolean only) {
        if (table == 0) {
            damage.add(0L, "%s has no table of functions".formatted(path == null ? "a socket" : path));
        } else {
            tables.putIfAbsent(table, new Table(kernel.object(struct, table), path, fileSystem, only));
        }
    }

    private static Optional<KernelObject> fileSystem(KernelObject inode) {
        return inode.target("i_sb").follow("s_type");
    }

    private void directory(KernelObject fs, String which) {
        damage.look(fs.addressOf(which), () -> {
            Optional<Paths.Location> place = Paths.of(kernel).location(fs.embedded(which));
            Optional<KernelObject> inode = fs.follow(which + ".dentry").flatMap(dentry -> dentry.follow("d_inode"));
            if (place.isPresent()
                    && inode.isPresent()
                    && !tables.containsKey(inode.get().number("i_fop"))) {
                String path = Paths.of(kernel).hostPath(place.get());
                add(OPERATIONS, inode.get().number("i_fop"), path, fileSystem(inode.get()), true);
            }
        });
    }

    private void open(KernelObject file) {
        long operations = file.target("f_op").address();
        if (sockets.isSocket(file)) {
            file.followAs("private_data", "socket")
                    .ifPresent(socket -> add("proto_ops", socket.number("ops"), null, Optional.empty(), false));
        }
        if (!tables.containsKey(operations)) {
            Optional<KernelObject> inode = Files.inode(file);
            String path = Paths.of(kernel)
                    .location(Files.path(file))
                    .map(Paths.of(kernel)::hostPath)
                    .orElse(null);
            boolean stored = inode.map(Inodes::type)
                    .filter(type -> type.equals("regular") || type.equals("directory"))
                    .isPresent();
            add(OPERATIONS, operations, path, inode.flatMap(FileTables::fileSystem), stored && isStored(inode.get()));
        }
    }

    /** Files of debugfs, /proc and similar file systems may have the operations of their creator. */
    private static boolean isStored(KernelObject inode) {
        return !SuperBlocks.isMadeWhenRead(inode.target("i_sb"));
    }

    private static boolean is(OptionalLong known, long address) {
        return known.isPresent() && known.getAsLong() == address;
    }

    /**
     * Reads the tables of /proc. Up to 5.5 its files have file_operations, then proc_ops; many use a generic list
     * reader whose items seq_operations define.
     */
    private void proc() {
        ProcEntries entries = new ProcEntries(kernel);
        entries.damage().forEach(damage::add);
        OptionalLong ofItems = kernel.findAddress("proc_seq_ops");
        OptionalLong ofItemsInNetwork = kernel.findAddress("proc_net_seq_ops");
        entries.paths()
                .forEach((entry, path) -> damage.look(entry.address(), () -> {
                    // A directory and a file keep their operations in the same member
                    long type = entry.number("mode") >>> 12 & 0xf;
                    if (type == DIRECTORY) {
                        long operations = entry.number(entry.has("proc_dir_ops") ? "proc_dir_ops" : "proc_fops");
                        // A directory that serves as mount point has none
                        if (operations != 0) {
                            add(OPERATIONS, operations, path, Optional.empty(), false);
                        }
                        return;
                    } else if (type != REGULAR) {
                        return;
                    }
                    boolean newer = entry.has("proc_ops");
                    long operations = entry.number(newer ? "proc_ops" : "proc_fops");
                    add(newer ? "proc_ops" : OPERATIONS, operations, path, Optional.empty(), false);
                    if (is(ofItems, operations) || is(ofItemsInNetwork, operations)) {
                        add("seq_operations", entry.number("seq_ops"), path, Optional.empty(), false);
                    }
                }));
    }
}
