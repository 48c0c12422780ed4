package io.nodememory.kernel.linux;

import io.nodememory.kernel.open.Kernel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Tells whether the symbols of a kernel name its variables.
 *
 * <p>If they do, a variable without a name does not exist: the kernel was built without the feature. The kallsyms of a
 * kernel without {@code CONFIG_KALLSYMS_ALL} name functions only. There a missing name says nothing, and a table that
 * starts from the variable may lack rows.
 */
public final class KnownVariables {
    /**
     * Fewer named variables than any complete symbol table has (Debian's cloud kernels: 40,000), and more than can be
     * found by other means.
     */
    private static final long FEW = 2000;

    private final boolean complete;

    private KnownVariables(Kernel kernel) {
        OptionalLong from = kernel.symbols().address("_etext");
        OptionalLong to = kernel.symbols().address("_end");
        OptionalLong start = kernel.symbols().address("_sinittext");
        long init = start.orElse(0);
        long behind = kernel.symbols().address("_einittext").orElse(to.orElse(0));
        this.complete = from.isPresent()
                && to.isPresent()
                && kernel.symbols()
                                .symbols()
                                .mapToLong(symbol -> symbol.address())
                                .filter(at -> at >= from.getAsLong() && at < to.getAsLong())
                                .filter(at -> start.isEmpty() || at < init || at >= behind)
                                .limit(FEW)
                                .count()
                        == FEW;
    }

    private static KnownVariables of(Kernel kernel) {
        return kernel.shared(KnownVariables.class, KnownVariables::new);
    }

    /**
     * Why a table that starts from these variables may lack rows: the names that the symbols lack. Empty if all are
     * known, or the kernel has no variables of the missing names.
     */
    public static Optional<String> missing(Kernel kernel, Stream<String> variables) {
        List<String> missing = variables
                .filter(variable -> kernel.findAddress(variable).isEmpty())
                .toList();
        return missing.isEmpty() || of(kernel).complete
                ? Optional.empty()
                : Optional.of("this kernel's symbols lack " + String.join(", ", missing));
    }
}
