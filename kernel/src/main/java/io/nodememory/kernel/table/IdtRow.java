package io.nodememory.kernel.table;

import io.nodememory.kernel.linux.code.CodeOwner;
import io.nodememory.kernel.linux.code.CodeOwners;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.table.spec.Column;
import io.nodememory.kernel.table.spec.Table;
import io.nodememory.kernel.table.spec.Walk;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** A row of {@code idt}. */
@Table(
        name = "idt",
        help = "A gate of the interrupt descriptor table: the handler of an exception or interrupt.",
        identity = {"index", "symbol"})
public record IdtRow(
        @Column(value = "Address of the gate", address = true)
        long address,

        @Column("Vector: 14 for page faults, 128 for int 0x80, …")
        int index,

        @Column(value = "Address of the handler", address = true)
        long handler,

        @Column("Symbol of the handler") String symbol,

        @Column("Module of the handler; null for the kernel itself")
        String module,

        @Column("Symbol of the expected handler of this exception; null if unknown")
        String expected,

        @Column("Least privileged ring that may call the gate by an instruction: 3 for programs")
        int ring,

        @Column("Reason why the row is suspicious; null if it is not")
        String verdict) {

    /** The number of vectors of the architecture. */
    private static final int GATES = 256;

    private static final int EXCEPTION_VECTORS = 32;

    /** {@code EARLY_IDT_HANDLER_SIZE} with and without ENDBR64, arch/x86/include/asm/segment.h, in bytes. */
    private static final int EARLY_SHORTEST = 9;

    private static final int EARLY_LONGEST = 16;

    /** Exceptions by vector, arch/x86/kernel/idt.c; their entry points are named {@code asm_exc_…} since 5.8. */
    private static final Map<Integer, String> EXCEPTIONS = Map.ofEntries(
            Map.entry(0, "asm_exc_divide_error"),
            Map.entry(1, "asm_exc_debug"),
            Map.entry(2, "asm_exc_nmi"),
            Map.entry(3, "asm_exc_int3"),
            Map.entry(4, "asm_exc_overflow"),
            Map.entry(5, "asm_exc_bounds"),
            Map.entry(6, "asm_exc_invalid_op"),
            Map.entry(7, "asm_exc_device_not_available"),
            Map.entry(8, "asm_exc_double_fault"),
            Map.entry(10, "asm_exc_invalid_tss"),
            Map.entry(11, "asm_exc_segment_not_present"),
            Map.entry(12, "asm_exc_stack_segment"),
            Map.entry(13, "asm_exc_general_protection"),
            Map.entry(14, "asm_exc_page_fault"),
            Map.entry(16, "asm_exc_coprocessor_error"),
            Map.entry(17, "asm_exc_alignment_check"),
            Map.entry(18, "asm_exc_machine_check"),
            Map.entry(19, "asm_exc_simd_coprocessor_error"));

    static void walk(Walk<IdtRow> walk) {
        if (!walk.kernel().architecture().hasDescriptorTable()) {
            // Complete without rows: the table exception_vectors has what such processors use
            return;
        }
        walk.attempt(0, "finding the interrupt descriptor table", () -> {
            long table = walk.kernel().address("idt_table");
            KernelObject first = walk.kernel().object("gate_struct", table);
            OptionalLong early = early(walk.kernel(), first);
            Set<Integer> present = new HashSet<>();
            for (int index = 0; index < GATES; index++) {
                KernelObject gate = first.at(table + index * first.type().size());
                int vector = index;
                walk.attempt(gate.address(), "reading an interrupt gate", () -> {
                    if (gate.number("bits.p") != 0) {
                        present.add(vector);
                        read(walk, gate, vector, early);
                    }
                });
            }
            tellMissing(walk, table, present);
        });
    }

    /** All gates are in use, except on processors with FRED, whose kernels leave those behind the exceptions empty. */
    private static void tellMissing(Walk<IdtRow> walk, long table, Set<Integer> present) {
        long exceptions =
                present.stream().filter(vector -> vector < EXCEPTION_VECTORS).count();
        if (exceptions < EXCEPTION_VECTORS || (present.size() > exceptions && present.size() < GATES)) {
            walk.problem(
                    table,
                    "reading the interrupt descriptor table",
                    "only %d of %d gates are in use".formatted(present.size(), GATES));
        }
    }

    private static void read(Walk<IdtRow> walk, KernelObject gate, int vector, OptionalLong early) {
        long handler = handler(gate);
        Kernel kernel = walk.kernel();
        CodeOwner owner = CodeOwners.of(kernel).find(handler);
        // A kernel without this symbol has the older one
        String expected = EXCEPTIONS.get(vector);
        OptionalLong right = expected == null ? OptionalLong.empty() : kernel.findAddress(expected);
        if (early.isPresent() && isEarly(handler - early.getAsLong(), vector)) {
            walk.emit(new IdtRow(
                    gate.address(), vector, handler, "early_idt_handler_array", null, null, ring(gate), null));
            return;
        }
        String verdict = owner.verdict();
        if (verdict == null && owner.module() != null) {
            verdict = "leads into a module";
        } else if (verdict == null && right.isPresent() && right.getAsLong() != handler && !isXen(owner)) {
            verdict = "another function than the kernel's for this exception";
        }
        walk.emit(new IdtRow(
                gate.address(),
                vector,
                handler,
                symbol(owner),
                owner.module(),
                right.isPresent() ? expected : null,
                ring(gate),
                verdict));
    }

    /** Interrupt stubs start at the start of their section, whose symbol some symbol sources name first. */
    private static String symbol(CodeOwner owner) {
        return owner.symbol() == null
                ? null
                : owner.symbol().replaceFirst("^__irqentry_text_start\\b", "irq_entries_start");
    }

    private static int ring(KernelObject gate) {
        return (int) gate.number("bits.dpl");
    }

    private static long handler(KernelObject gate) {
        return gate.number("offset_low") | gate.number("offset_middle") << 16 | gate.number("offset_high") << 32;
    }

    /**
     * The address of {@code early_idt_handler_array}. Without its symbol, it is the base that at least two gates share
     * which lead into the kernel's image behind its code.
     */
    private static OptionalLong early(Kernel kernel, KernelObject first) {
        OptionalLong known = kernel.findAddress("early_idt_handler_array");
        OptionalLong end = kernel.findAddress("_end");
        if (known.isPresent() || end.isEmpty()) {
            return known;
        }
        Map<Long, Integer> bases = new HashMap<>();
        for (int vector = 1; vector < EXCEPTION_VECTORS; vector++) {
            KernelObject gate = first.at(first.address() + vector * first.type().size());
            long handler = handler(gate);
            if (gate.number("bits.p") != 0
                    && handler >= kernel.address("_stext")
                    && handler < end.getAsLong()
                    && !CodeOwners.of(kernel).isKernelText(handler)) {
                for (int size = EARLY_SHORTEST; size <= EARLY_LONGEST; size++) {
                    bases.merge(handler - (long) size * vector, 1, Integer::sum);
                }
            }
        }
        return bases.entrySet().stream()
                .filter(base -> base.getValue() > 1)
                .max(Map.Entry.comparingByValue())
                .map(base -> OptionalLong.of(base.getKey()))
                .orElse(OptionalLong.empty());
    }

    /**
     * Vectors that no processor uses yet still lead to the early handlers, an array with some bytes for each vector.
     */
    private static boolean isEarly(long distance, int vector) {
        return vector > 0
                && vector < EXCEPTION_VECTORS
                && distance % vector == 0
                && distance / vector >= EARLY_SHORTEST
                && distance / vector <= EARLY_LONGEST;
    }

    /** Under Xen the handlers are named xen_asm_exc_…. */
    private static boolean isXen(CodeOwner owner) {
        return owner.symbol() != null && owner.symbol().startsWith("xen_");
    }
}
