package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.arch.spec.CodeReferences;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.Types;
import io.nodememory.kernel.symbols.btf.BtfTypes;
import io.nodememory.kernel.symbols.kallsyms.SymbolTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The state of the search for variables that kallsyms lacks: the kernel, its symbols and types, and the results. */
final class GlobalSearch {
    /** The functions that are searched for references are small. */
    private static final int MAX_FUNCTION = 2048;

    private final KernelInImage kernel;
    private final SymbolTable symbols;
    private final BtfTypes btf;
    private final Types types;
    private final Map<String, Long> found = new LinkedHashMap<>();
    private int countedCpus;

    GlobalSearch(KernelInImage kernel, SymbolTable symbols, BtfTypes btf, Types types) {
        this.kernel = kernel;
        this.symbols = symbols;
        this.btf = btf;
        this.types = types;
    }

    KernelInImage kernel() {
        return kernel;
    }

    BtfTypes btf() {
        return btf;
    }

    Types types() {
        return types;
    }

    AddressSpace memory() {
        return kernel.memory();
    }

    /** The address of a symbol that kallsyms has or that was found. */
    OptionalLong address(String name) {
        Optional<Integer> index = symbols.find(name);
        if (index.isPresent()) {
            return OptionalLong.of(symbols.address(index.get()));
        }
        Long address = found.get(name);
        return address == null ? OptionalLong.empty() : OptionalLong.of(address);
    }

    Optional<KernelObject> object(String name, String struct) {
        OptionalLong address = address(name);
        return address.isPresent() ? Optional.of(types.object(struct, address.getAsLong())) : Optional.empty();
    }

    /** Notes a variable, if kallsyms lacks it and the address lies in the kernel's own image. */
    void found(String name, long address) {
        if (address(name).isEmpty() && inImage(address)) {
            found.put(name, address);
        }
    }

    /** Notes an address outside of the kernel's mapped image: of a per-CPU variable, or of the image's end. */
    void foundOutside(String name, long address) {
        if (address(name).isEmpty()) {
            found.put(name, address);
        }
    }

    /** The number of CPUs, where the search for per-CPU memory counted them; 0 otherwise. */
    int countedCpus() {
        return countedCpus;
    }

    void countedCpus(int count) {
        countedCpus = count;
    }

    Map<String, Long> all() {
        return found;
    }

    boolean inImage(long address) {
        return kernel.region(address).isPresent();
    }

    /** The end of the function that begins at an address: where the next symbol lies. */
    long end(long function) {
        for (int next = symbols.nearest(function) + 1; next < symbols.size(); next++) {
            if (symbols.address(next) != function) {
                return symbols.address(next);
            }
        }
        return function;
    }

    /** Addresses in the kernel's image from which a function loads. */
    List<Long> loads(String function, int size) {
        return references(function, (code, start) -> references().loads(code, start, size));
    }

    /** Addresses of arrays in the kernel's image of which a function loads elements. */
    List<Long> tables(String function) {
        return references(function, references()::tables);
    }

    /** Addresses in the kernel's image that a function computes. */
    List<Long> addresses(String function) {
        return references(function, references()::addresses);
    }

    CodeReferences references() {
        return kernel.place().architecture().references();
    }

    private List<Long> references(String function, ReferenceSearch search) {
        OptionalLong start = address(function);
        if (start.isEmpty()) {
            return List.of();
        }
        int length = (int) Math.min(MAX_FUNCTION, end(start.getAsLong()) - start.getAsLong());
        byte[] code = new byte[length];
        int read = memory().readUpTo(start.getAsLong(), code, 0, length);
        return search.in(Arrays.copyOf(code, read), start.getAsLong()).stream()
                .filter(this::inImage)
                .toList();
    }

    private interface ReferenceSearch {
        List<Long> in(byte[] code, long start);
    }

    /** Where in the kernel's image a number of 8 bytes lies, at multiples of 8. */
    List<Long> places(long value) {
        return places(Set.of(value));
    }

    /** Where in the kernel's image any of these numbers of 8 bytes lies, at multiples of 8. */
    List<Long> places(Set<Long> values) {
        List<Long> places = new ArrayList<>();
        long least = values.stream().min(Long::compareUnsigned).orElse(0L);
        long most = values.stream().max(Long::compareUnsigned).orElse(0L);
        for (KernelRegion region : kernel.regions()) {
            ByteBuffer content = region.content();
            for (int at = 0; at + Long.BYTES <= content.limit(); at += Long.BYTES) {
                long value = content.getLong(at);
                // Most numbers need no look into the set.
                if (Long.compareUnsigned(value, least) >= 0
                        && Long.compareUnsigned(value, most) <= 0
                        && values.contains(value)) {
                    places.add(region.start() + at);
                }
            }
        }
        return places;
    }

    /** Where in the kernel's image consecutive numbers of 8 bytes lie, at multiples of 8. */
    List<Long> places(long[] values) {
        return places(values[0]).stream()
                .filter(place -> {
                    for (int i = 1; i < values.length; i++) {
                        if (number(place + i * 8L).orElse(~values[i]) != values[i]) {
                            return false;
                        }
                    }
                    return true;
                })
                .toList();
    }

    /** Where in the kernel's image a text lies that is a string by itself: after a NUL, with a NUL behind it. */
    List<Long> strings(String text) {
        List<Long> places = new ArrayList<>();
        byte[] pattern = (text + "\0").getBytes(StandardCharsets.US_ASCII);
        for (KernelRegion region : kernel.regions()) {
            ByteBuffer content = region.content();
            for (int at = KernelIdentity.find(content, pattern, 1);
                    at >= 0;
                    at = KernelIdentity.find(content, pattern, at + 1)) {
                if (content.get(at - 1) == 0) {
                    places.add(region.start() + at);
                }
            }
        }
        return places;
    }

    /** A number of 8 bytes anywhere in memory, empty where that cannot be read. */
    OptionalLong pointer(long address) {
        byte[] bytes = new byte[Long.BYTES];
        return memory().readUpTo(address, bytes, 0, bytes.length) == bytes.length
                ? OptionalLong.of(
                        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong())
                : OptionalLong.empty();
    }

    /** A number of 8 bytes in the kernel's image. */
    OptionalLong number(long address) {
        return kernel.region(address)
                .filter(region -> address + Long.BYTES <= region.end())
                .map(region -> OptionalLong.of(region.content().getLong((int) (address - region.start()))))
                .orElse(OptionalLong.empty());
    }
}
