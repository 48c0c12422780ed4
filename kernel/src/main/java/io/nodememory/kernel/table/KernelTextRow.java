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
        help = "A piece of the kernel's code that differs from its file; the first row states how much was compared.",
        identity = {"symbol", "offset", "found"})
public record KernelTextRow(
        @Column(value = "Address of the first byte", address = true)
        long address,

        @Column("Function that contains it") String symbol,

        @Column("Offset in bytes from the start of the function")
        long offset,

        @Column("Length in bytes; in the first row the number of compared bytes")
        long length,

        @Column("First 64 bytes found, in hexadecimal; null in the first row")
        String found,

        @Column("First 64 bytes in the kernel's file, in hexadecimal; null in the first row")
        String expected,

        @Column("Cause of the change: kprobe or ftrace, whose tables have the details; null if unknown")
        String explainedBy,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

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
                        "no vmlinux of this kernel is available for the comparison; provide one with --symbols VMLINUX");
                walk.emit(whole(start, 0, "not compared"));
                return;
            }
            TextComparison comparison = TextComparison.of(kernel, text.get());
            long start = text.get().start() + kernel.shift();
            if (comparison.missingPages() > 0) {
                walk.problem(
                        start,
                        "comparing the kernel's code",
                        "%,d pages of the code are not in the image".formatted(comparison.missingPages()));
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
