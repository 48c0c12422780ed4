package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.OptionalLong;

/** A row of {@code tty_handlers}. */
@Table(
        name = "tty_handlers",
        help = "A terminal and the function that receives its input; keyloggers replace that function.",
        identity = {"name", "symbol", "module"})
public record TtyHandlerRow(
        @Column(value = "Address of the tty_struct", address = true)
        long address,

        @Column("Name below /dev, such as tty1 or pts3") String name,

        @Column("Driver: dev/tty, serial, pty_slave, …") String driver,

        @Column(
                value = "Address of the function that receives the characters (receive_buf of the line discipline)",
                address = true)
        long handler,

        @Column("Symbol of the function") String symbol,

        @Column("Module of the function; null for the kernel itself")
        String module,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    /**
     * An upper bound for the terminals of a driver with a table (CONFIG_LEGACY_PTY_COUNT is 256), as a damaged count
     * may be any number.
     */
    private static final long MAX_TERMINALS = 4096;

    static void walk(Walk<TtyHandlerRow> walk) {
        walk.attempt(0, "listing the terminal drivers", () -> {
            Chain drivers = LinkedLists.list(
                    walk.kernel().types(), walk.kernel().address("tty_drivers"), "tty_driver", "tty_drivers");
            drivers.damage().ifPresent(why -> walk.problem(0, "listing the terminal drivers", why));
            for (KernelObject driver : drivers.entries()) {
                walk.attempt(driver.address(), "listing the terminals of a driver", () -> read(walk, driver));
            }
        });
    }

    private static void read(Walk<TtyHandlerRow> walk, KernelObject driver) {
        long ttys = driver.number("ttys");
        // Pseudo terminals are not in such a table: they are found through the processes that have them open
        if (ttys == 0) {
            return;
        }
        String name = driver.text("driver_name");
        long count = Math.min(driver.number("num"), MAX_TERMINALS);
        for (long i = 0; i < count; i++) {
            long slot = ttys + 8 * i;
            long address = walk.attempt(
                            slot,
                            "reading a slot of a driver's table of terminals",
                            () -> walk.kernel().memory().readPointer(slot))
                    .orElse(0L);
            if (address != 0) {
                KernelObject tty = walk.kernel().object("tty_struct", address);
                walk.attempt(address, "reading a terminal", () -> walk.emit(row(walk, tty, name)));
            }
        }
    }

    /** Kernels with {@code receive_buf2} prefer it over {@code receive_buf}. The row shows the one with a verdict. */
    private static TtyHandlerRow row(Walk<TtyHandlerRow> walk, KernelObject tty, String driver) {
        KernelObject operations = tty.target("ldisc").target("ops");
        CodeOwner owner = owner(walk.kernel(), operations, "receive_buf");
        String verdict = verdict(walk.kernel(), operations, owner);
        if (verdict == null && operations.has("receive_buf2") && operations.number("receive_buf2") != 0) {
            CodeOwner second = owner(walk.kernel(), operations, "receive_buf2");
            verdict = verdict(walk.kernel(), operations, second);
            owner = verdict == null ? owner : second;
        }
        return new TtyHandlerRow(
                tty.address(), tty.text("name"), driver, owner.address(), owner.symbol(), owner.module(), verdict);
    }

    private static CodeOwner owner(Kernel kernel, KernelObject operations, String member) {
        return CodeOwners.of(kernel).find(operations.number(member));
    }

    /** Modules have their own line disciplines; the ordinary one, N_TTY, belongs to the kernel. */
    private static String verdict(Kernel kernel, KernelObject operations, CodeOwner owner) {
        OptionalLong ordinary = kernel.findAddress("n_tty_ops");
        boolean own = ordinary.isPresent() && ordinary.getAsLong() == operations.address();
        return owner.verdict() == null && own && owner.module() != null ? "leads into a module" : owner.verdict();
    }
}
