package io.nodememory.kernel.inspect;

import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.linux.module.ModuleSymbols;
import io.nodememory.kernel.linux.module.Modules;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.MissingSymbolException;
import java.util.Optional;

/** Names addresses by the nearest symbol of the kernel, a module or a BPF program, and the distance from it. */
public final class AddressNames {
    /** The largest distance from a symbol at which it names an address; no function or table is larger. */
    private static final long FARTHEST = 1 << 20;

    private final Kernel kernel;

    public AddressNames(Kernel kernel) {
        this.kernel = kernel;
    }

    /** The name of an address, such as {@code init_task}, {@code schedule+0x10} or {@code ovl_open+0x4 [overlay]}. */
    public Optional<String> of(long address) {
        if (address >= 0) {
            return Optional.empty();
        }
        return kernel.nearestSymbol(address)
                .filter(symbol -> address - kernel.shift() - symbol.address() < FARTHEST)
                .map(symbol -> named(symbol.name(), address - kernel.shift() - symbol.address()))
                .or(() -> ofModule(address))
                .or(() -> ofCode(address));
    }

    private Optional<String> ofModule(long address) {
        for (KernelObject module : Modules.of(kernel).all().keySet()) {
            if (Modules.ranges(module).stream().anyMatch(range -> range.contains(address))) {
                String name = module.text("name");
                return Optional.of(ModuleSymbols.of(kernel)
                        .nearest(module, address)
                        .map(near -> named(near.name(), near.distance()) + " [" + name + "]")
                        .orElse("[" + name + "]"));
            }
        }
        return Optional.empty();
    }

    private Optional<String> ofCode(long address) {
        try {
            CodeOwner owner = CodeOwners.of(kernel).find(address);
            return owner.kind() == CodeOwner.Kind.BPF ? Optional.of(owner.symbol() + " [bpf]") : Optional.empty();
        } catch (MissingSymbolException e) {
            // Without knowledge of the owners of code, an address has no name.
            return Optional.empty();
        }
    }

    private static String named(String symbol, long distance) {
        return distance == 0 ? symbol : symbol + "+0x" + Long.toHexString(distance);
    }
}
