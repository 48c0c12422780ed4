package io.nodememory.kernel.open;

import io.nodememory.kernel.Problems;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.arch.spec.Architecture;
import io.nodememory.kernel.arch.spec.RunningKernel;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.VmcoreInfo;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.Types;
import io.nodememory.kernel.symbols.MissingSymbolException;
import io.nodememory.kernel.symbols.Symbols;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A kernel in a memory image, with its symbols at their run-time addresses and its proved page tables. */
public final class Kernel implements RunningKernel, AutoCloseable {
    private final Architecture architecture;
    private final MemoryImage image;
    private final Symbols symbols;
    private final AddressSpace memory;
    private final long shift;
    private final Types types;
    private final Optional<VmcoreInfo> info;
    private final KnownPods pods;
    private final Problems problems = new Problems();
    private final Map<Class<?>, Object> shared = new ConcurrentHashMap<>();

    /** @param shift what KASLR added to the addresses of the link, in bytes; 0 for relocated symbols */
    public Kernel(Architecture architecture, MemoryImage image, Symbols symbols, AddressSpace memory, long shift) {
        this(architecture, image, symbols, memory, shift, Optional.empty(), KnownPods.NONE);
    }

    Kernel(
            Architecture architecture,
            MemoryImage image,
            Symbols symbols,
            AddressSpace memory,
            long shift,
            Optional<VmcoreInfo> info,
            KnownPods pods) {
        this.architecture = architecture;
        this.image = image;
        this.symbols = symbols;
        this.memory = memory;
        this.shift = shift;
        this.types = new Types(symbols, memory);
        this.info = info;
        this.pods = pods;
    }

    public Architecture architecture() {
        return architecture;
    }

    public MemoryImage image() {
        return image;
    }

    public Symbols symbols() {
        return symbols;
    }

    @Override
    public AddressSpace memory() {
        return memory;
    }

    @Override
    public Types types() {
        return types;
    }

    public Problems problems() {
        return problems;
    }

    /** What the cluster's API reported about the node. */
    public KnownPods knownPods() {
        return pods;
    }

    /** What KASLR added to the addresses of the link, in bytes. */
    public long shift() {
        return shift;
    }

    /** The run-time address of a symbol, if the symbols have it. */
    @Override
    public OptionalLong findAddress(String symbol) {
        OptionalLong linked = symbols.address(symbol);
        return linked.isPresent() ? OptionalLong.of(linked.getAsLong() + shift) : linked;
    }

    /** The run-time address of a symbol. */
    public long address(String symbol) {
        return findAddress(symbol)
                .orElseThrow(() -> new MissingSymbolException("this kernel's symbols lack " + symbol));
    }

    public KernelObject object(String struct, long address) {
        return types.object(struct, address);
    }

    /** The global variable {@code symbol} of type {@code struct}. */
    public KernelObject global(String symbol, String struct) {
        return types.object(struct, address(symbol));
    }

    @Override
    public Optional<VmcoreInfo> info() {
        return info.or(() -> shared(InMemory.class, InMemory::read).info())
                .or(() -> shared(Searched.class, Searched::search).info());
    }

    /** The VMCOREINFO that a search of the whole image finds. */
    private record Searched(Optional<VmcoreInfo> info) {
        static Searched search(Kernel kernel) {
            return new Searched(kernel.image == null ? Optional.empty() : KernelOpener.probe(kernel.image));
        }
    }

    /** The VMCOREINFO that the kernel keeps, for images whose header has none. */
    private record InMemory(Optional<VmcoreInfo> info) {
        private static final int MOST = 1 << 16;

        static InMemory read(Kernel kernel) {
            OptionalLong data = kernel.findAddress("vmcoreinfo_data");
            if (data.isEmpty()) {
                return new InMemory(Optional.empty());
            }
            try {
                byte[] text = kernel.memory().readCString(kernel.memory().readPointer(data.getAsLong()), MOST);
                return new InMemory(VmcoreInfo.parse(new String(text, StandardCharsets.ISO_8859_1)));
            } catch (UnreadableMemoryException e) {
                return new InMemory(Optional.empty());
            }
        }
    }

    /** The symbol at or below a run-time address in the kernel's own image; empty for other addresses, such as those of modules. */
    public Optional<Symbols.Symbol> nearestSymbol(long address) {
        OptionalLong start = findAddress("_text");
        OptionalLong end = findAddress("_end");
        boolean before = start.isPresent() && Long.compareUnsigned(address, start.getAsLong()) < 0;
        boolean behind = end.isPresent() && Long.compareUnsigned(address, end.getAsLong()) >= 0;
        return before || behind ? Optional.empty() : symbols.nearest(address - shift);
    }

    /** A result that several tables use (the task list, resolved paths, …), computed once per kernel. */
    public <T> T shared(Class<T> type, Function<Kernel, T> make) {
        Object known = shared.get(type);
        if (known == null) {
            // Not computeIfAbsent: making one may ask for another.
            known = make.apply(this);
            Object earlier = shared.putIfAbsent(type, known);
            known = earlier == null ? known : earlier;
        }
        return type.cast(known);
    }

    @Override
    public void close() {
        image.close();
        symbols.close();
    }
}
