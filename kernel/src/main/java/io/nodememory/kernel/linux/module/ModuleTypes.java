package io.nodememory.kernel.linux.module;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.Types;
import io.nodememory.kernel.object.XArray;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.MissingSymbolException;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.btf.Btf;
import io.nodememory.kernel.symbols.btf.BtfSymbols;
import io.nodememory.kernel.symbols.btf.BtfTypes;
import io.nodememory.kernel.symbols.kallsyms.SymbolTable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The types that modules define, as BTF that extends the kernel's own BTF.
 *
 * <p>The kernel keeps it for BPF in {@code btf_idr} (kernel/bpf/btf.c, CONFIG_DEBUG_INFO_BTF_MODULES, since 5.11).
 * Symbols from the kernel's own image do not contain these types.
 */
public final class ModuleTypes {
    private final Kernel kernel;
    private final Map<String, Optional<Types>> known = new ConcurrentHashMap<>();
    private final Map<KernelObject, Btf> bases = new ConcurrentHashMap<>();

    private ModuleTypes(Kernel kernel) {
        this.kernel = kernel;
    }

    public static ModuleTypes of(Kernel kernel) {
        return kernel.shared(ModuleTypes.class, ModuleTypes::new);
    }

    /** An object of a type of the kernel or, if the kernel lacks the type, of a module; empty if both lack it. */
    public Optional<KernelObject> object(String module, String struct, long address) {
        if (kernel.types().find(struct).isPresent()) {
            return Optional.of(kernel.object(struct, address));
        }
        return types(module)
                .filter(types -> types.find(struct).isPresent())
                .map(types -> types.object(struct, address));
    }

    /** The types of a module and of the kernel below it; empty if the image holds no BTF of that module. */
    public Optional<Types> types(String module) {
        return known.computeIfAbsent(module, this::read);
    }

    /** The types of the first loaded module that defines the struct. */
    public Optional<Types> having(String struct) {
        return Modules.of(kernel).all().keySet().stream()
                .map(module -> types(module.text("name")))
                .flatMap(Optional::stream)
                .filter(types -> types.find(struct).isPresent())
                .findFirst();
    }

    private Optional<Types> read(String module) {
        try {
            Optional<KernelObject> own = entries().stream()
                    .filter(btf -> btf.text("name").equals(module))
                    .findFirst();
            Optional<KernelObject> base = own.flatMap(btf -> btf.follow("base_btf"));
            if (base.isEmpty()) {
                return Optional.empty();
            }
            Btf split = Btf.parse(data(own.get()), bases.computeIfAbsent(base.get(), btf -> Btf.parse(data(btf))));
            Symbols symbols = new BtfSymbols(
                    new Symbols.Origin("BTF of the module " + module, false),
                    new BtfTypes(split),
                    SymbolTable.of(List.of()),
                    Map.of(),
                    Optional.empty(),
                    Optional.empty());
            return Optional.of(new Types(symbols, kernel.memory()));
        } catch (UnreadableMemoryException | MissingSymbolException | BadInputException e) {
            // Its types stay unknown, as on kernels that keep none
            return Optional.empty();
        }
    }

    /** Every {@code struct btf}, including those of programs. */
    private List<KernelObject> entries() {
        if (!kernel.types().has("btf", "base_btf")
                || kernel.findAddress("btf_idr").isEmpty()) {
            return List.of();
        }
        long tree = kernel.address("btf_idr") + kernel.types().offsetOf("idr", "idr_rt");
        return XArray.entries(kernel.types(), tree).list().stream()
                .map(entry -> kernel.object("btf", entry.pointer()))
                .toList();
    }

    private ByteBuffer data(KernelObject btf) {
        long size = btf.number("data_size");
        if (size < 0 || size > Btf.MAX_SIZE) {
            throw new UnreadableMemoryException(btf.address(), "a BTF size of " + size + " bytes exceeds the maximum");
        }
        byte[] bytes = new byte[(int) size];
        kernel.memory().read(btf.number("data"), bytes, 0, bytes.length);
        return ByteBuffer.wrap(bytes);
    }
}
