package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.linux.text.TextComparison;
import io.nodememory.kernel.linux.text.TextComparison.Difference;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.KernelText;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** A row of {@code kernel_text}. */
@Table(
        name = "kernel_text",
        help = "A piece of the kernel's code that differs from its file; the first row tells how much was compared.",
        identity = {"symbol", "offset", "found"})
public record KernelTextRow(
        @Column(value = "Address of the first byte", address = true)
        long address,

        @Column("Function that it is in") String symbol,

        @Column("Bytes from the start of the function") long offset,

        @Column("Length in bytes; of the first row what was compared")
        long length,

        @Column("What is there, in hexadecimal, the first 64 bytes; null in the first row")
        String found,

        @Column("What the kernel's file has there; null in the first row")
        String expected,

        @Column("What put it there: kprobe or ftrace, whose tables have more; null for nothing that is known")
        String explainedBy,

        @Column("What is wrong; null for nothing") String verdict) {

    private static final int MAX_BYTES = 64;

    static void walk(Walk<KernelTextRow> walk) {
        walk.attempt(0, "comparing the kernel's code", () -> {
            Kernel kernel = walk.kernel();
            Optional<KernelText> text = kernel.symbols().text();
            if (text.isEmpty()) {
                long start = kernel.address("_stext");
                walk.problem(
                        start,
                        "comparing the kernel's code",
                        "there is no file of this kernel to compare it with; --symbols VMLINUX gives one");
                walk.emit(whole(start, 0, "not compared"));
                return;
            }
            TextComparison comparison = TextComparison.of(kernel, text.get());
            long start = text.get().start() + kernel.shift();
            if (comparison.missingPages() > 0) {
                walk.problem(
                        start,
                        "comparing the kernel's code",
                        "%,d pages of it are not in the image".formatted(comparison.missingPages()));
            }
            walk.emit(whole(start, comparison.compared(), null));
            comparison.differences().forEach(difference -> walk.emit(row(kernel, start, comparison, difference)));
        });
    }

    private static KernelTextRow whole(long start, long length, String explanation) {
        return new KernelTextRow(start, "_text", 0, length, null, null, explanation, null);
    }

    private static KernelTextRow row(Kernel kernel, long start, TextComparison comparison, Difference difference) {
        long address = start + difference.offset();
        String symbol = CodeOwners.of(kernel).find(address).symbol();
        int plus = symbol == null ? -1 : symbol.indexOf("+0x");
        return new KernelTextRow(
                address,
                plus < 0 ? symbol : symbol.substring(0, plus),
                plus < 0 ? 0 : Long.parseLong(symbol.substring(plus + 3), 16),
                difference.length(),
                hexadecimal(comparison.found(difference)),
                hexadecimal(comparison.expected(difference)),
                difference.cause(),
                difference.cause() == null ? "the kernel's code was changed" : null);
    }

    private static String hexadecimal(byte[] bytes) {
        return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, MAX_BYTES)));
    }
}
