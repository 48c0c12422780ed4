package io.nodememory.kernel.linux.code;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.bpf.BpfCode;
import io.nodememory.kernel.linux.code.CodeOwner.Kind;
import io.nodememory.kernel.linux.module.ModuleSymbols;
import io.nodememory.kernel.linux.module.Modules;
import io.nodememory.kernel.linux.module.Modules.Range;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Attributes code addresses to the kernel, its modules and BPF programs. */
public final class CodeOwners {
    /**
     * The code of a module.
     *
     * @param hidden whether the module is missing in a list that should contain it
     */
    private record ModuleCode(Range range, KernelObject module, String name, boolean hidden) {}

    /** {@code MODULE_STATE_LIVE}. A module in another state may be absent from some lists. */
    private static final int LIVE = 0;

    private final Kernel kernel;
    private final long textStart;
    private final long textEnd;
    private final List<ModuleCode> modules = new ArrayList<>();
    private final Map<Long, CodeOwner> known = new HashMap<>();

    private CodeOwners(Kernel kernel) {
        this.kernel = kernel;
        this.textStart = kernel.address("_stext");
        this.textEnd = kernel.address("_etext");
        Modules.of(kernel).all().forEach((module, seen) -> {
            try {
                Range text = Modules.ranges(module).get(0);
                boolean missing = Boolean.FALSE.equals(seen.inList()) || Boolean.FALSE.equals(seen.inSysfs());
                boolean hidden = missing && module.number("state") == LIVE;
                modules.add(new ModuleCode(text, module, module.text("name"), hidden));
            } catch (UnreadableMemoryException e) {
                // The table modules reports the unreadable object
            }
        });
    }

    public static CodeOwners of(Kernel kernel) {
        return kernel.shared(CodeOwners.class, CodeOwners::new);
    }

    /** Returns whether the address is in the kernel's own text, excluding the init code that the kernel frees. */
    public boolean isKernelText(long address) {
        return Long.compareUnsigned(address, textStart) >= 0 && Long.compareUnsigned(address, textEnd) < 0;
    }

    /** Returns the owner of the code at an address. */
    public CodeOwner find(long address) {
        CodeOwner owner = known.get(address);
        if (owner == null) {
            owner = attribute(address);
            known.put(address, owner);
        }
        return owner;
    }

    private CodeOwner attribute(long address) {
        if (isKernelText(address)) {
            return new CodeOwner(address, Kind.KERNEL, kernelSymbol(address), null);
        }
        for (ModuleCode code : modules) {
            if (code.range().contains(address)) {
                String symbol = ModuleSymbols.of(kernel)
                        .nearest(code.module(), address)
                        .map(near -> named(near.name(), near.distance()))
                        .orElse(null);
                return new CodeOwner(address, code.hidden() ? Kind.HIDDEN_MODULE : Kind.MODULE, symbol, code.name());
            }
        }
        Optional<String> program = BpfCode.of(kernel).name(address);
        return program.map(name -> new CodeOwner(address, Kind.BPF, name, null))
                .orElseGet(() -> new CodeOwner(address, Kind.UNKNOWN, null, null));
    }

    private String kernelSymbol(long address) {
        return kernel.nearestSymbol(address)
                .map(symbol -> named(symbol.name(), address - kernel.shift() - symbol.address()))
                .orElse(null);
    }

    private static String named(String symbol, long distance) {
        return distance == 0 ? symbol : symbol + "+0x" + Long.toHexString(distance);
    }
}
