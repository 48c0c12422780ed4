package io.nodememory.kernel.linux.module;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.MissingSymbolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The symbols that modules keep of their own functions and variables: {@code module.kallsyms},
 * kernel/module/kallsyms.c.
 */
public final class ModuleSymbols {
    /** Size in bytes of an {@code Elf64_Sym}: name (4), info, other (1 each), section (2), value and size (8 each). */
    private static final int ENTRY = 24;

    private static final int SECTION = 6;
    private static final int VALUE = 8;

    /** {@code SHN_UNDEF}: a symbol that another object defines. */
    private static final short UNDEFINED = 0;

    /** An upper bound above the count of the largest module. */
    private static final long MAX_SYMBOLS = 200_000;

    private static final int NAME_LIMIT = 512;

    /**
     * A symbol at or below an address.
     *
     * @param distance bytes from the symbol to the address
     */
    public record Near(String name, long distance) {}

    private final Kernel kernel;
    private final Map<KernelObject, NavigableMap<Long, Long>> names = new HashMap<>();

    private ModuleSymbols(Kernel kernel) {
        this.kernel = kernel;
    }

    public static ModuleSymbols of(Kernel kernel) {
        return kernel.shared(ModuleSymbols.class, ModuleSymbols::new);
    }

    /** The symbol at or below an address of a module; empty if the module has no readable symbols. */
    public Optional<Near> nearest(KernelObject module, long address) {
        try {
            Map.Entry<Long, Long> below =
                    names.computeIfAbsent(module, this::read).floorEntry(address);
            if (below == null) {
                return Optional.empty();
            }
            byte[] name = kernel.memory().readCString(below.getValue(), NAME_LIMIT);
            return Optional.of(new Near(new String(name, StandardCharsets.UTF_8), address - below.getKey()));
        } catch (UnreadableMemoryException | MissingSymbolException e) {
            return Optional.empty();
        }
    }

    /** The names of a module's functions and variables by address. */
    public Map<Long, String> all(KernelObject module) {
        Map<Long, String> all = new TreeMap<>();
        names.computeIfAbsent(module, this::read)
                .forEach((address, name) -> all.put(
                        address, new String(kernel.memory().readCString(name, NAME_LIMIT), StandardCharsets.UTF_8)));
        return all;
    }

    /** Reads the addresses of names by the addresses of symbols. */
    private NavigableMap<Long, Long> read(KernelObject module) {
        NavigableMap<Long, Long> found = new TreeMap<>();
        if (!module.has("kallsyms")) {
            return found;
        }
        Optional<KernelObject> table = module.follow("kallsyms");
        if (table.isEmpty()) {
            return found;
        }
        long start = table.get().number("symtab");
        long texts = table.get().number("strtab");
        long count = Math.min(table.get().number("num_symtab"), MAX_SYMBOLS);
        byte[] bytes = new byte[(int) Math.max(0, count * ENTRY)];
        int readable = kernel.memory().readUpTo(start, bytes, 0, bytes.length);
        ByteBuffer entries = ByteBuffer.wrap(bytes, 0, readable).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + ENTRY <= readable; at += ENTRY) {
            // The first entry is a placeholder; the names of sections are empty
            int name = entries.getInt(at);
            if (name > 0 && entries.getShort(at + SECTION) != UNDEFINED) {
                found.putIfAbsent(entries.getLong(at + VALUE), texts + name);
            }
        }
        return found;
    }
}
