package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.log.PrintkLog;
import io.nodememory.kernel.linux.log.PrintkRing;
import io.nodememory.kernel.linux.task.Clock;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.time.Instant;
import java.util.function.Supplier;

/** A row of {@code kernel_log}. */
@Table(
        name = "kernel_log",
        help = "A kernel message, as in dmesg(1).",
        identity = {"level", "text"})
public record KernelLogRow(
        @Column(value = "Address of the message's printk_info", address = true)
        long address,

        @Column("Number of the message since the boot") long sequence,

        @Column("Time since the boot in microseconds, as in dmesg's brackets")
        long microseconds,

        @Column("Time on the machine's clock, UTC; inexact after a suspend")
        Instant time,

        @Column("emerg, alert, crit, err, warn, notice, info or debug")
        String level,

        @Column("kern, user, daemon, …: the source of the message")
        String facility,

        @Column("T and a thread id, or C and a CPU number; null if the kernel does not record it")
        String caller,

        @Column("Text of the message") String text) {

    private static final String DOING = "reading the kernel's messages";
    private static final String DOING_ONE = "reading a message";

    private static final String[] LEVELS = {"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"};
    private static final String[] FACILITIES = {
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp"
    };

    /** {@code printk_caller_id}, kernel/printk/printk.c: marks a CPU number in place of a thread id. */
    private static final long CALLER_CPU = 0x8000_0000L;

    private static final int NANOS_PER_MICRO = 1000;

    static void walk(Walk<KernelLogRow> walk) {
        walk.attempt(0, DOING, () -> {
            if (PrintkLog.isIn(walk.kernel())) {
                records(walk, new PrintkLog(walk.kernel()));
            } else {
                messages(walk, new PrintkRing(walk.kernel()));
            }
        });
    }

    private static void records(Walk<KernelLogRow> walk, PrintkLog log) {
        Chain records = log.records();
        records.damage().ifPresent(why -> walk.problem(0, DOING, why));
        long next = log.firstNumber();
        for (KernelObject record : records.entries()) {
            long number = next++;
            emit(walk, record, () -> row(walk.kernel(), record, number, log.text(record)));
        }
    }

    private static void messages(Walk<KernelLogRow> walk, PrintkRing ring) {
        ring.messages(descriptor -> walk.problem(
                        descriptor.address(), DOING_ONE, "its descriptor has another state or does not belong to it"))
                .forEach(message -> {
                    KernelObject info = message.info();
                    emit(walk, info, () -> row(walk.kernel(), info, info.number("seq"), ring.text(message)));
                });
    }

    private static void emit(Walk<KernelLogRow> walk, KernelObject info, Supplier<KernelLogRow> row) {
        walk.attempt(info.address(), DOING_ONE, () -> walk.emit(row.get()));
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
