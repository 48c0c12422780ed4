package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.PerCpu;
import io.nodememory.kernel.linux.task.Clock;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Supplier;

/** The single row of {@code boot}. */
@Table(
        name = "boot",
        help = "The machine and its kernel as booted; one row.",
        identity = {"release", "version", "command_line"})
public record BootRow(
        @Column(value = "Address of init_uts_ns", address = true)
        long address,

        @Column("Release of the kernel, uname -r") String release,
        @Column("Version of the build, uname -v") String version,
        @Column("Machine, uname -m") String machine,
        @Column("Host name of the node") String hostname,
        @Column("Banner of the kernel, /proc/version") String banner,
        @Column("Command line of the kernel, /proc/cmdline") String commandLine,

        @Column("GNU build id of the kernel, if the symbols contain it")
        String buildId,

        @Column("Time of the boot, UTC") Instant bootTime,

        @Column("Time on the machine's clock at the capture, UTC")
        Instant capturedAt,

        @Column("Number of possible CPUs") Integer cpus,

        @Column("Offset in bytes that address randomization (KASLR) added to the kernel's addresses")
        long kaslrShift,

        @Column("Taint flags of the kernel, /proc/sys/kernel/tainted")
        Long taint,

        @Column("Architecture of the kernel: x86_64 or aarch64")
        String architecture) {

    private static final int COMMAND_LINE_LIMIT = 64 * 1024;

    static void walk(Walk<BootRow> walk) {
        Kernel kernel = walk.kernel();
        walk.attempt(0, "reading the kernel's name", () -> {
            KernelObject uts = kernel.global("init_uts_ns", "uts_namespace");
            KernelObject name = uts.embedded("name");
            Supplier<String> banner =
                    () -> text(kernel, kernel.address("linux_banner"), 4096).strip();
            walk.emit(new BootRow(
                    uts.address(),
                    name.text("release"),
                    name.text("version"),
                    name.text("machine"),
                    name.text("nodename"),
                    walk.attempt(0, "reading the banner", banner).orElse(null),
                    walk.attempt(0, "reading the command line", () -> commandLine(kernel))
                            .orElse(null),
                    kernel.symbols().buildId().orElse(null),
                    walk.attempt(0, "reading the clock", () -> Clock.of(kernel).bootTime())
                            .orElse(null),
                    walk.attempt(0, "reading the clock", () -> Clock.of(kernel).now())
                            .orElse(null),
                    walk.attempt(0, "counting CPUs", () -> PerCpu.of(kernel).cpus())
                            .orElse(null),
                    kernel.shift(),
                    walk.attempt(0, "reading the taint flags", () -> taint(kernel))
                            .orElse(null),
                    kernel.architecture().name()));
        });
    }

    private static String commandLine(Kernel kernel) {
        return text(kernel, kernel.memory().readPointer(kernel.address("saved_command_line")), COMMAND_LINE_LIMIT);
    }

    private static String text(Kernel kernel, long address, int limit) {
        return new String(kernel.memory().readCString(address, limit), StandardCharsets.UTF_8);
    }

    private static Long taint(Kernel kernel) {
        return kernel.memory().readNumber(kernel.address("tainted_mask"), 8);
    }
}
