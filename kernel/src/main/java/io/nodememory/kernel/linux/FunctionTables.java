package io.nodememory.kernel.linux;

import io.nodememory.kernel.linux.module.Modules;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads tables of functions, such as {@code struct file_operations}, and finds their owners. */
public final class FunctionTables {
    private FunctionTables() {}

    /** The functions of a table by member name, without the absent ones. */
    public static Map<String, Long> functions(KernelObject table) {
        Map<String, Long> functions = new LinkedHashMap<>();
        for (Member member : table.type().members()) {
            boolean function =
                    member.type() instanceof Type.Pointer pointer && pointer.target() instanceof Type.Function;
            long handler = function ? table.number(member.name()) : 0;
            if (handler != 0) {
                functions.put(member.name(), handler);
            }
        }
        return functions;
    }

    /**
     * Returns whether the table is one of the kernel's own variables. Such a table leads to the kernel's own functions
     * as linked.
     */
    public static boolean isKernels(Kernel kernel, long table) {
        OptionalLong start = kernel.findAddress("_stext");
        OptionalLong end = kernel.findAddress("_end");
        return start.isPresent() && end.isPresent() && table >= start.getAsLong() && table < end.getAsLong();
    }

    /** The module whose memory contains the table. */
    public static Optional<KernelObject> module(Kernel kernel, long table) {
        return Modules.of(kernel).all().keySet().stream()
                .filter(module -> Modules.ranges(module).stream().anyMatch(range -> range.contains(table)))
                .findFirst();
    }

    /** The name of the kernel's variable at the address of the table. */
    public static Optional<String> name(Kernel kernel, long table) {
        return kernel.nearestSymbol(table)
                .filter(symbol -> symbol.address() + kernel.shift() == table)
                .map(symbol -> symbol.name());
    }
}
