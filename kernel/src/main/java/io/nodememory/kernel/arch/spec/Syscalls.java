package io.nodememory.kernel.arch.spec;

import io.nodememory.kernel.address.AddressSpace;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The ways from the number of a system call to its function. */
public interface Syscalls {
    /**
     * A table of functions, or a function that selects one by a {@code switch}.
     *
     * @param symbol its name
     * @param names the calls by number
     * @param first the functions in the first slots of a table, by which it is found without its symbol
     * @param nothing symbols of the functions for numbers without a call
     * @param exact whether a number has the same function on every kernel that has this function
     */
    record Way(String symbol, SyscallNames names, List<String> first, List<String> nothing, boolean exact) {}

    /** The tables; the first is that of the machine's own programs. */
    List<Way> tables();

    /** The functions with a {@code switch}, each beside the table of the same position; empty if the kernel has tables alone. */
    List<Way> switches();

    /** The names of functions that serve system calls. */
    Pattern functions();

    /** Reads a function that selects by a {@code switch}. */
    Optional<SyscallSwitch> read(AddressSpace memory, long start, int size);
}
