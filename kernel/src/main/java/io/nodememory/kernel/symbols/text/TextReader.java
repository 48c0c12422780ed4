package io.nodememory.kernel.symbols.text;

import io.nodememory.kernel.bytes.LittleEndian;
import io.nodememory.kernel.symbols.KernelText;
import io.nodememory.kernel.symbols.PatchKind;
import io.nodememory.kernel.symbols.PatchSites;
import io.nodememory.kernel.symbols.PatchSites.Site;
import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.elf.ElfFile;
import io.nodememory.kernel.symbols.elf.ElfSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads the text of a {@code vmlinux}, and its tables of the places that the kernel changes. */
public final class TextReader {
    /** The most bytes of a text, several times that of the largest kernels. */
    private static final int LONGEST = 128 << 20;

    /** Bytes of a call or jump with a 32-bit offset, and of its replacement. */
    private static final int CALL = 5;

    /** EM_AARCH64, whose instructions all have the same length. */
    private static final int AARCH64 = 183;

    private static final int INSTRUCTION = 4;

    private final ElfFile elf;
    private final Symbols symbols;
    private final long start;
    private final byte[] text;
    private final Optional<ElfSection> replacements;
    private final List<Site> sites = new ArrayList<>();

    private TextReader(ElfFile elf, Symbols symbols, ElfSection section) {
        this.elf = elf;
        this.symbols = symbols;
        this.start = section.address();
        this.text = elf.data(section).all();
        this.replacements = elf.section(".altinstr_replacement").filter(code -> code.size() < LONGEST);
    }

    /** Reads the text; empty for a file without text, such as one that holds debug information only. */
    public static Optional<KernelText> read(ElfFile elf, Symbols symbols) {
        return elf.section(".text")
                .filter(section -> section.address() != 0 && section.size() > 0 && section.size() < LONGEST)
                .filter(section -> elf.data(section).size() == section.size())
                .map(section -> new TextReader(elf, symbols, section).read());
    }

    private KernelText read() {
        alternatives();
        paravirt();
        distances(".smp_locks", 4, (site, entry) -> add(site, 1, PatchKind.LOCK));
        distances(".retpoline_sites", 4, (site, entry) -> add(site, retpolineLength(site), PatchKind.RETPOLINE));
        distances(".return_sites", 4, (site, entry) -> add(site, returnLength(site), PatchKind.RETURN));
        distances(".ibt_endbr_seal", 4, (site, entry) -> add(site, 4, PatchKind.ENDBR));
        constants();
        traced();
        jumpLabels();
        staticCalls();
        return new KernelText(
                start,
                text,
                PatchSites.of(sites),
                replacements.map(ElfSection::address).orElse(0L),
                replacements.map(section -> elf.data(section).all()).orElse(new byte[0]));
    }

    /** Reads an entry of a table; {@code entry} is its position in {@code table}. */
    private interface Entry {
        void read(long site, int entry);
    }

    /** Adds the places of a table of 32-bit offsets, each relative to its own entry. */
    private void distances(String section, int size, Entry reader) {
        elf.section(section).ifPresent(found -> distances(elf.data(found).all(), found.address(), size, reader));
    }

    private static void distances(byte[] table, long address, int size, Entry reader) {
        for (int at = 0; at + size <= table.length; at += size) {
            reader.read(address + at + LittleEndian.getInt(table, at), at);
        }
    }

    private void add(long site, int length, PatchKind kind) {
        add(site, length, kind, 0);
    }

    private void add(long site, int length, PatchKind kind, long target) {
        long distance = target - start;
        boolean inside = distance >= 0 && distance < text.length;
        add(site, length, kind, inside ? (int) distance : 0, 0);
    }

    private void add(long site, int length, PatchKind kind, int target, int replaced) {
        long offset = site - start;
        if (offset >= 0 && length > 0 && offset + length <= text.length) {
            sites.add(new Site((int) offset, length, kind, target, replaced));
        }
    }

    /**
     * Reads {@code struct alt_instr}, arch/x86/include/asm/alternative.h: the offsets of the place and of its replacement, each
     * relative to its own field, the lengths of both, and other fields, which vary by version.
     */
    private void alternatives() {
        Optional<StructType> type = symbols.struct("alt_instr");
        if (type.flatMap(known -> known.member("alt_offset")).isPresent()) {
            alternativesInText(type.get());
            return;
        }
        OptionalInt length = offset(type, "instrlen");
        OptionalInt replacement = offset(type, "repl_offset");
        OptionalInt replaced = offset(type, "replacementlen");
        if (length.isEmpty() || replacement.isEmpty() || replaced.isEmpty() || replacements.isEmpty()) {
            return;
        }
        elf.section(".altinstructions").ifPresent(section -> {
            byte[] table = elf.data(section).all();
            int size = (int) type.get().size();
            distances(table, section.address(), size, (site, entry) -> {
                int at = entry + replacement.getAsInt();
                long by = section.address()
                        + at
                        + LittleEndian.getInt(table, at)
                        - replacements.get().address();
                int bytes = table[entry + replaced.getAsInt()] & 0xff;
                if (by >= 0 && by + bytes <= replacements.get().size()) {
                    add(site, table[entry + length.getAsInt()] & 0xff, PatchKind.ALTERNATIVE, (int) by, bytes);
                }
            });
        });
    }

    /**
     * {@code struct alt_instr}, arch/arm64/include/asm/alternative.h: the distances of the place and of its replacement, which
     * lies in the text too; without a length the second leads to a function that makes the instructions.
     */
    private void alternativesInText(StructType type) {
        OptionalInt length = offset(Optional.of(type), "orig_len");
        OptionalInt replaced = offset(Optional.of(type), "alt_len");
        OptionalInt replacement = offset(Optional.of(type), "alt_offset");
        if (length.isEmpty() || replaced.isEmpty() || replacement.isEmpty()) {
            return;
        }
        elf.section(".altinstructions").ifPresent(section -> {
            byte[] table = elf.data(section).all();
            distances(table, section.address(), (int) type.size(), (site, entry) -> {
                int at = entry + replacement.getAsInt();
                long by = section.address() + at + LittleEndian.getInt(table, at) - start;
                int bytes = table[entry + replaced.getAsInt()] & 0xff;
                boolean inside = by >= 0 && by + bytes <= text.length;
                if (bytes == 0 || inside) {
                    add(
                            site,
                            table[entry + length.getAsInt()] & 0xff,
                            PatchKind.ALTERNATIVE,
                            inside ? (int) by : 0,
                            bytes);
                }
            });
        });
    }

    private static OptionalInt offset(Optional<StructType> type, String member) {
        return type.flatMap(t -> t.member(member))
                .map(found -> OptionalInt.of((int) found.offset()))
                .orElseGet(OptionalInt::empty);
    }

    /** Reads {@code struct paravirt_patch_site}, before 6.8: address u64, type u8, length u8, padded to 16 bytes. */
    private void paravirt() {
        elf.section(".parainstructions").ifPresent(section -> {
            byte[] table = elf.data(section).all();
            for (int at = 0; at + 10 <= table.length; at += 16) {
                add(LittleEndian.getLong(table, at), table[at + 9] & 0xff, PatchKind.PARAVIRT);
            }
        });
    }

    /** The length of a call or jump to a thunk; a condition or a prefix makes it one byte longer. */
    private int retpolineLength(long site) {
        long offset = site - start;
        boolean plain = offset < 0
                || offset >= text.length
                || text[(int) offset] == (byte) 0xe8
                || text[(int) offset] == (byte) 0xe9;
        return plain ? CALL : CALL + 1;
    }

    /**
     * The length of a return: a jump to the return thunk, which the kernel patches whole ({@code apply_returns},
     * arch/x86/kernel/alternative.c). gcc writes {@code e9 rel32}; clang writes {@code 2e e9 rel32}, one byte more.
     */
    private int returnLength(long site) {
        long offset = site - start;
        boolean prefixed = offset >= 0
                && offset + 1 < text.length
                && text[(int) offset] == 0x2e
                && text[(int) offset + 1] == (byte) 0xe9;
        return prefixed ? CALL + 1 : CALL;
    }

    /**
     * Reads the runtime constants, asm/runtime-const.h of the architecture: on x86-64 immediate operands of 8, 4 and 1 bytes, on
     * arm64 four, two and one instructions.
     */
    private void constants() {
        boolean instructions = elf.machine() == AARCH64;
        for (ElfSection section : elf.sections()) {
            int length = section.name().startsWith("runtime_ptr_")
                    ? instructions ? 16 : 8
                    : section.name().startsWith("runtime_mask_")
                            ? instructions ? 8 : 4
                            : section.name().startsWith("runtime_shift_") ? instructions ? 4 : 1 : 0;
            if (length > 0 && section.address() != 0) {
                distances(
                        elf.data(section).all(),
                        section.address(),
                        4,
                        (site, entry) -> add(site, length, PatchKind.CONSTANT));
            }
        }
    }

    private void traced() {
        between("__start_mcount_loc", "__stop_mcount_loc").ifPresent(table -> {
            for (int at = 0; at + 8 <= table.length; at += 8) {
                add(LittleEndian.getLong(table, at), CALL, PatchKind.FTRACE);
            }
        });
        // The places at which the trampolines call the tracer.
        for (String label : List.of("ftrace_call", "ftrace_regs_call", "ftrace_graph_call")) {
            symbols.address(label).ifPresent(address -> add(address, CALL, PatchKind.FTRACE));
        }
    }

    /** Reads {@code struct jump_entry}, include/linux/jump_label.h: offsets of the place and of the target, and a key of 8 bytes. */
    private void jumpLabels() {
        OptionalLong table = symbols.address("__start___jump_table");
        between("__start___jump_table", "__stop___jump_table")
                .ifPresent(bytes -> distances(bytes, table.getAsLong(), 16, (site, entry) -> {
                    long target = table.getAsLong() + entry + 4 + LittleEndian.getInt(bytes, entry + 4);
                    add(site, jumpLength(site), PatchKind.JUMP_LABEL, target);
                }));
    }

    /** The length of a jump: the assembler uses a short jump or no-operation of 2 bytes if the target is near (EB, 66 90). */
    private int jumpLength(long site) {
        long offset = site - start;
        boolean inside = offset >= 0 && offset < text.length;
        if (elf.machine() == AARCH64) {
            return INSTRUCTION;
        }
        return inside && (text[(int) offset] == (byte) 0xeb || text[(int) offset] == 0x66) ? 2 : CALL;
    }

    /** Reads {@code struct static_call_site}: offsets of the place and of the key. */
    private void staticCalls() {
        OptionalLong table = symbols.address("__start_static_call_sites");
        between("__start_static_call_sites", "__stop_static_call_sites")
                .ifPresent(bytes -> distances(
                        bytes,
                        table.getAsLong(),
                        8,
                        (site, entry) -> add(site, staticLength(site), PatchKind.STATIC_CALL)));
        symbols.symbols()
                .filter(symbol -> symbol.name().startsWith("__SCT__"))
                .forEach(symbol -> add(symbol.address(), CALL, PatchKind.STATIC_CALL));
    }

    /** The length of a static call; a jump there may have a condition: 0F 8x and the offset. */
    private int staticLength(long site) {
        long offset = site - start;
        return offset >= 0 && offset < text.length && text[(int) offset] == 0x0f ? CALL + 1 : CALL;
    }

    /** The bytes of the file between two symbols. */
    private Optional<byte[]> between(String first, String last) {
        OptionalLong from = symbols.address(first);
        OptionalLong to = symbols.address(last);
        if (from.isEmpty()
                || to.isEmpty()
                || to.getAsLong() - from.getAsLong() < 0
                || to.getAsLong() - from.getAsLong() > LONGEST) {
            return Optional.empty();
        }
        int length = (int) (to.getAsLong() - from.getAsLong());
        return elf.sections().stream()
                .map(section -> elf.memory(section.name(), from.getAsLong(), length))
                .flatMap(Optional::stream)
                .findFirst();
    }
}
