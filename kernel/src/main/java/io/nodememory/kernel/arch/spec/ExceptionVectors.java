package io.nodememory.kernel.arch.spec;

import java.util.List;
import java.util.OptionalLong;

/** A table of code, not of pointers, at which the processor continues at an exception. */
public interface ExceptionVectors {
    /**
     * A table.
     *
     * @param symbol its name
     * @param address of its first entry
     */
    record Table(String symbol, long address) {}

    /**
     * An entry of a table.
     *
     * @param address of its first instruction
     * @param name of the exception
     * @param handler the place to which its code branches; empty if it has no such branch
     * @param expected symbols of the kernel's handlers for it; a kernel has one of them, or none with a name
     */
    record Vector(long address, int index, String name, OptionalLong handler, List<String> expected) {}

    /** The tables that processors can use. */
    List<Table> tables(RunningKernel kernel);

    /**
     * The entries of a table.
     *
     * @throws io.nodememory.kernel.UnreadableMemoryException if the table is not in the image
     */
    List<Vector> vectors(RunningKernel kernel, Table table);
}
