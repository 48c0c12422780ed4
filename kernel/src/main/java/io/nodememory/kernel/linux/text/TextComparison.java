package io.nodememory.kernel.linux.text;

import io.nodememory.kernel.arch.spec.CodeChanges;
import io.nodememory.kernel.linux.trace.ProbedPlaces;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.KernelText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** Compares the kernel's code in memory byte by byte with the code of its build. */
public final class TextComparison {
    private static final int PAGE = 4096;

    /** Differing bytes with at most this distance in bytes form one difference. */
    private static final int GAP = 16;

    /**
     * A run of differing bytes.
     *
     * @param offset offset of the first byte from the start of the text
     * @param length in bytes
     * @param cause what wrote the bytes: {@code kprobe} or {@code ftrace}; null if unknown
     */
    public record Difference(int offset, int length, String cause) {}

    private final Kernel kernel;
    private final KernelText text;
    private final byte[] found;
    private final List<Difference> differences = new ArrayList<>();
    private int missingPages;

    private TextComparison(Kernel kernel, KernelText text) {
        this.kernel = kernel;
        this.text = text;
        long end = kernel.address("_etext") - kernel.shift() - text.start();
        this.found = new byte[(int) Math.max(0, Math.min(end, text.bytes().length))];
    }

    /** Compares the range from the start of the text to {@code _etext}; the kernel frees what follows. */
    public static TextComparison of(Kernel kernel, KernelText text) {
        TextComparison comparison = new TextComparison(kernel, text);
        comparison.read();
        comparison.compare();
        return comparison;
    }

    public List<Difference> differences() {
        return differences;
    }

    /** The number of compared bytes. */
    public long compared() {
        return Math.max(0, found.length - (long) missingPages * PAGE);
    }

    /** The number of pages of code that the image does not hold. */
    public int missingPages() {
        return missingPages;
    }

    public byte[] found(Difference difference) {
        return Arrays.copyOfRange(found, difference.offset(), difference.offset() + difference.length());
    }

    public byte[] expected(Difference difference) {
        return Arrays.copyOfRange(text.bytes(), difference.offset(), difference.offset() + difference.length());
    }

    /**
     * Reads the code. A page that is not in the image is filled with the expected bytes, so that it yields no
     * difference.
     */
    private void read() {
        long start = text.start() + kernel.shift();
        int at = 0;
        while (at < found.length) {
            at += kernel.memory().readUpTo(start + at, found, at, found.length - at);
            if (at < found.length) {
                int next = Math.min(found.length, at + PAGE - (int) (start + at & PAGE - 1));
                System.arraycopy(text.bytes(), at, found, at, next - at);
                missingPages++;
                at = next;
            }
        }
    }

    private CodeChanges changes() {
        CallTargets targets = new KernelCallTargets(kernel);
        ProbedPlaces probes = ProbedPlaces.of(kernel);
        CodeChanges.Targets known = new CodeChanges.Targets() {
            @Override
            public boolean isKernel(long address) {
                return targets.isKernel(address);
            }

            @Override
            public boolean isHonest(long address) {
                return targets.isHonest(address);
            }

            @Override
            public boolean isBetween(long address, String first, String last) {
                OptionalLong start = kernel.findAddress(first);
                OptionalLong end = kernel.findAddress(last);
                return start.isPresent()
                        && end.isPresent()
                        && Long.compareUnsigned(address, start.getAsLong()) >= 0
                        && Long.compareUnsigned(address, end.getAsLong()) < 0;
            }

            @Override
            public boolean isProbed(long address) {
                return probes.contains(address);
            }
        };
        return kernel.architecture()
                .codeChanges(text, found, kernel.shift(), known)
                .orElseGet(() -> {
                    PatchedCode patched = new PatchedCode(kernel, text, found);
                    return at -> {
                        PatchedCode.Explanation explanation = patched.explain(at);
                        return new CodeChanges.Change(
                                explanation.length(), explanation.reported(), explanation.cause());
                    };
                });
    }

    private void compare() {
        CodeChanges changes = changes();
        int at = 0;
        while (true) {
            int next = Arrays.mismatch(found, at, found.length, text.bytes(), at, found.length);
            if (next < 0) {
                return;
            }
            at += next;
            CodeChanges.Change explanation = changes.explain(at);
            if (explanation.reported()) {
                add(at, explanation.length(), explanation.cause());
            }
            at += explanation.length();
        }
    }

    private void add(int offset, int length, String cause) {
        if (cause == null && !differences.isEmpty()) {
            Difference last = differences.get(differences.size() - 1);
            if (last.cause() == null && offset - last.offset() - last.length() <= GAP) {
                differences.set(
                        differences.size() - 1, new Difference(last.offset(), offset + length - last.offset(), null));
                return;
            }
        }
        differences.add(new Difference(offset, length, cause));
    }
}
