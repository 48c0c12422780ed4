package io.nodememory.kernel.linux.text;

import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.KernelText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The kernel's code in memory compared byte by byte with that of its build. */
public final class TextComparison {
    private static final int PAGE = 4096;

    /** Differing bytes that are not further apart than this are one difference. */
    private static final int GAP = 16;

    /**
     * Bytes that differ.
     *
     * @param offset of the first from the start of the text
     * @param length in bytes
     * @param cause what put them there: {@code kprobe} or {@code ftrace}; null for nothing that is known
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

    /** Compares what is between the start of the text and {@code _etext}; the rest is freed. */
    public static TextComparison of(Kernel kernel, KernelText text) {
        TextComparison comparison = new TextComparison(kernel, text);
        comparison.read();
        comparison.compare();
        return comparison;
    }

    public List<Difference> differences() {
        return differences;
    }

    /** Bytes that were compared. */
    public long compared() {
        return Math.max(0, found.length - (long) missingPages * PAGE);
    }

    /** Pages of code that the image does not hold. */
    public int missingPages() {
        return missingPages;
    }

    public byte[] found(Difference difference) {
        return Arrays.copyOfRange(found, difference.offset(), difference.offset() + difference.length());
    }

    public byte[] expected(Difference difference) {
        return Arrays.copyOfRange(text.bytes(), difference.offset(), difference.offset() + difference.length());
    }

    /** Pages that are not in the image take what is expected there, so that nothing is told of them. */
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

    private void compare() {
        PatchedCode patched = new PatchedCode(kernel, text, found);
        int at = 0;
        while (true) {
            int next = Arrays.mismatch(found, at, found.length, text.bytes(), at, found.length);
            if (next < 0) {
                return;
            }
            at += next;
            PatchedCode.Explanation explanation = patched.explain(at);
            if (explanation.told()) {
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
