package io.nodememory.kernel.arch.spec;

/** Tells the kernel's own changes of its code from others. */
public interface CodeChanges {
    /**
     * What is at a place that differs from the kernel's file.
     *
     * @param length bytes that this holds for
     * @param reported whether it is worth a row
     * @param cause of what is reported: {@code kprobe} or {@code ftrace}; null for nothing that is known
     */
    record Change(int length, boolean reported, String cause) {}

    /** What the kernel's memory says about addresses. */
    interface Targets {
        /** Whether an address is of the kernel's own code. */
        boolean isKernel(long address);

        /** Whether an address is of code that the kernel may call: its own, that of listed modules, of BPF or of ftrace. */
        boolean isHonest(long address);

        /** Whether an address is between two symbols of the kernel. */
        boolean isBetween(long address, String first, String last);

        /** Whether a kprobe is at an address. */
        boolean isProbed(long address);
    }

    /** Explains the byte at an offset of the text, which differs. */
    Change explain(int offset);
}
