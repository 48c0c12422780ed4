package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.object.KernelObject;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/** Tables of known pointers: the system calls, the interrupt gates, the cgroup controllers. */
final class TableGlobals {
    private static final int GATES_PAGE = 4096;

    /** Bytes of an interrupt gate (struct gate_struct, arch/x86/include/asm/desc_defs.h). */
    private static final int GATE = 16;

    private TableGlobals() {}

    static void find(GlobalSearch search) {
        search.kernel()
                .place()
                .architecture()
                .syscalls()
                .tables()
                .forEach(table -> functions(search, table.symbol(), table.first()));
        gates(search);
        controllers(search);
        socketOperations(search);
    }

    /** The one place where these functions' addresses follow each other. */
    private static void functions(GlobalSearch search, String table, List<String> names) {
        long[] addresses = new long[names.size()];
        for (int i = 0; i < names.size(); i++) {
            OptionalLong address = search.address(names.get(i));
            if (address.isEmpty()) {
                return;
            }
            addresses[i] = address.getAsLong();
        }
        only(search, table, search.places(addresses));
    }

    private static void only(GlobalSearch search, String name, List<Long> places) {
        if (places.size() == 1) {
            search.found(name, places.get(0));
        }
    }

    /** The operations of socket files are those that read, write and close sockets (net/socket.c). */
    private static void socketOperations(GlobalSearch search) {
        OptionalLong read = search.address("sock_read_iter");
        OptionalLong write = search.address("sock_write_iter");
        OptionalLong close = search.address("sock_close");
        if (read.isPresent() && write.isPresent() && close.isPresent()) {
            only(
                    search,
                    "socket_file_ops",
                    search.places(read.getAsLong()).stream()
                            .map(place -> search.types().containerOf(place, "file_operations", "read_iter"))
                            .filter(operations -> search.inImage(operations.address())
                                    && operations.number("write_iter") == write.getAsLong()
                                    && operations.number("release") == close.getAsLong())
                            .map(KernelObject::address)
                            .toList());
        }
    }

    /** The page whose first gates lead to the handlers of division errors (vector 0) and page faults (vector 14). */
    private static void gates(GlobalSearch search) {
        OptionalLong division = search.address("asm_exc_divide_error");
        OptionalLong fault = search.address("asm_exc_page_fault");
        if (division.isEmpty() || fault.isEmpty()) {
            return;
        }
        for (KernelRegion region : search.kernel().regions()) {
            ByteBuffer content = region.content();
            for (int at = 0; at + GATES_PAGE <= content.limit(); at += GATES_PAGE) {
                if (handler(content, at) == division.getAsLong()
                        && handler(content, at + 14 * GATE) == fault.getAsLong()) {
                    search.found("idt_table", region.start() + at);
                }
            }
        }
    }

    private static long handler(ByteBuffer content, int gate) {
        return Short.toUnsignedLong(content.getShort(gate))
                | Short.toUnsignedLong(content.getShort(gate + 6)) << 16
                | (long) content.getInt(gate + 8) << 32;
    }

    /** The first set of tasks has a state of every controller, in their order, which points at the controller. */
    private static void controllers(GlobalSearch search) {
        search.object("init_css_set", "css_set").ifPresent(set -> {
            int count = (int) Math.min(set.count("subsys"), 64);
            long[] controllers = new long[count];
            for (int i = 0; i < count; i++) {
                KernelObject state = search.types().object("cgroup_subsys_state", set.element("subsys", i));
                controllers[i] = state.number("ss");
            }
            if (count > 2) {
                only(search, "cgroup_subsys", search.places(controllers));
            }
        });
    }
}
