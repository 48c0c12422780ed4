package io.nodememory.kernel.linux.code;

/**
 * The owner of the code at an address.
 *
 * @param address the address of the code
 * @param symbol {@code function} or {@code function+0x12}; null if no name is known
 * @param module the name of the module; null for the kernel's own code
 */
public record CodeOwner(long address, Kind kind, String symbol, String module) {
    /** Kinds of code. */
    public enum Kind {
        KERNEL,
        MODULE,
        HIDDEN_MODULE,
        BPF,
        UNKNOWN
    }

    /** What is wrong with a pointer to this code; null for nothing. Code without an owner is always suspect. */
    public String verdict() {
        return switch (kind) {
            case KERNEL, MODULE, BPF -> null;
            case HIDDEN_MODULE -> "leads into a hidden module";
            case UNKNOWN -> "leads to code of neither the kernel nor a module";
        };
    }
}
