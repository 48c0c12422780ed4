package io.nodememory.kernel.table;

import io.nodememory.kernel.Kernel;
import io.nodememory.kernel.linux.Clock;
import io.nodememory.kernel.linux.PrintkLog;
import io.nodememory.kernel.linux.PrintkRing;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import java.time.Instant;

/** A row of {@code kernel_log}. */
@Table(
        name = "kernel_log",
        help = "A message of the kernel, as dmesg(1) shows it.",
        identity = {"level", "text"})
public record KernelLogRow(
        @Column(value = "Address of the message's printk_info", address = true)
        long address,

        @Column("Number of the message since the start") long sequence,

        @Column("Time since the start in microseconds, as in dmesg's brackets")
        long microseconds,

        @Column("Time on the machine's clock, UTC; not exact after a suspend")
        Instant time,

        @Column("emerg, alert, crit, err, warn, notice, info or debug")
        String level,

        @Column("kern, user, daemon, …: who wrote it") String facility,

        @Column("T and a thread id, or C and a CPU; null where the kernel does not record it")
        String caller,

        @Column("The text") String text) {

    private static final String[] LEVELS = {"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"};
    private static final String[] FACILITIES = {
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp"
    };

    /** {@code printk_caller_id}, kernel/printk/printk.c: a CPU's number in place of a thread's id. */
    private static final long CALLER_CPU = 0x8000_0000L;

    private static final int NANOS_PER_MICRO = 1000;

    static void walk(Walk<KernelLogRow> walk) {
        if (walk.kernel().findAddress("prb").isEmpty() && PrintkLog.isIn(walk.kernel())) {
            walk.attempt(0, "reading the kernel's messages", () -> {
                PrintkLog log = new PrintkLog(walk.kernel());
                Chain records = log.records();
                records.damage().ifPresent(why -> walk.problem(0, "reading the kernel's messages", why));
                long seq = log.firstNumber();
                for (KernelObject record : records.entries()) {
                    long number = seq++;
                    walk.attempt(
                            record.address(),
                            "reading a message",
                            () -> walk.emit(row(walk.kernel(), record, number, log.text(record))));
                }
            });
            return;
        }
        walk.attempt(0, "reading the kernel's messages", () -> {
            PrintkRing ring = new PrintkRing(walk.kernel());
            ring.messages(descriptor -> walk.problem(
                            descriptor.address(), "reading a message", "its descriptor holds another state or none"))
                    .forEach(message -> walk.attempt(
                            message.info().address(),
                            "reading a message",
                            () -> walk.emit(row(
                                    walk.kernel(),
                                    message.info(),
                                    message.info().number("seq"),
                                    ring.text(message)))));
        });
    }

    private static KernelLogRow row(Kernel kernel, KernelObject info, long number, String text) {
        long nanos = info.number("ts_nsec");
        return new KernelLogRow(
                info.address(),
                number,
                nanos / NANOS_PER_MICRO,
                Clock.of(kernel).bootPlus(nanos),
                LEVELS[(int) (info.number("level") & 7)],
                facility((int) info.number("facility")),
                info.has("caller_id") ? caller(info.number("caller_id")) : null,
                text);
    }

    private static String facility(int number) {
        return number >= 0 && number < FACILITIES.length ? FACILITIES[number] : String.valueOf(number);
    }

    private static String caller(long id) {
        if (id == 0) {
            return null;
        }
        return (id & CALLER_CPU) != 0 ? "C" + (id & ~CALLER_CPU) : "T" + id;
    }
}
