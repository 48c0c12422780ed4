package io.nodememory.kernel.linux.bpf;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.linux.KnownVariables;
import io.nodememory.kernel.object.Chain;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.object.LinkedLists;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.MissingSymbolException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Machine code of BPF programs, trampolines and dispatchers: {@code bpf_kallsyms}, kernel/bpf/core.c. */
public final class BpfCode {
    /** A piece of code: {@code [start, end)}. */
    private record Code(long end, String name) {}

    private final TreeMap<Long, Code> byStart = new TreeMap<>();
    private final Set<Long> programs = new HashSet<>();
    private final List<String> damage = new ArrayList<>();

    private BpfCode(Kernel kernel) {
        // bpf_ksym exists since 5.7; before, the list contained struct bpf_prog_aux
        if (kernel.types().find("bpf_ksym").isEmpty()
                || kernel.findAddress("bpf_kallsyms").isEmpty()) {
            KnownVariables.missing(kernel, Stream.of("bpf_kallsyms")).ifPresent(damage::add);
            return;
        }
        try {
            Chain chain = LinkedLists.list(kernel.types(), kernel.address("bpf_kallsyms"), "bpf_ksym", "lnode");
            chain.damage().ifPresent(damage::add);
            chain.entries().forEach(this::read);
        } catch (UnreadableMemoryException | MissingSymbolException e) {
            damage.add(e.getMessage());
        }
    }

    private void read(KernelObject symbol) {
        try {
            byStart.put(symbol.number("start"), new Code(symbol.number("end"), symbol.text("name")));
            if (symbol.number("prog") != 0) {
                programs.add(symbol.address());
            }
        } catch (UnreadableMemoryException e) {
            damage.add(e.getMessage());
        }
    }

    public static BpfCode of(Kernel kernel) {
        return kernel.shared(BpfCode.class, BpfCode::new);
    }

    /** The addresses of the {@code bpf_ksym} objects of programs. */
    public Set<Long> programs() {
        return programs;
    }

    /** Why code may be unknown: one sentence each. */
    public List<String> damage() {
        return damage;
    }

    /** The name of the code that contains the address. */
    public Optional<String> name(long address) {
        Map.Entry<Long, Code> below = byStart.floorEntry(address);
        return below != null && address < below.getValue().end()
                ? Optional.of(below.getValue().name())
                : Optional.empty();
    }
}
