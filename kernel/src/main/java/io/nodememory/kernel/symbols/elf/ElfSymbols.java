package io.nodememory.kernel.symbols.elf;

import io.nodememory.kernel.bytes.LittleEndian;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** The symbol table of an ELF file (Elf64_Sym in {@code .symtab}), without the empty first entry. */
public final class ElfSymbols {
    static final int ENTRY_SIZE = 24;

    private final byte[] entries;
    private final byte[] names;

    private ElfSymbols(byte[] entries, byte[] names) {
        this.entries = entries;
        this.names = names;
    }

    /** Reads the symbol table of a file; empty if the file is stripped. */
    public static Optional<ElfSymbols> of(ElfFile elf) {
        return elf.sections().stream()
                .filter(s -> s.type() == ElfSection.SYMTAB)
                .findFirst()
                .map(s -> new ElfSymbols(
                        elf.data(s).all(),
                        elf.section(s.link()).map(n -> elf.data(n).all()).orElse(new byte[0])));
    }

    public int count() {
        return Math.max(0, entries.length / ENTRY_SIZE - 1);
    }

    public long value(int index) {
        return LittleEndian.getLong(entries, (index + 1) * ENTRY_SIZE + 8);
    }

    /** The size in bytes of the object that the symbol names. */
    public long size(int index) {
        return LittleEndian.getLong(entries, (index + 1) * ENTRY_SIZE + 16);
    }

    /** All names, each with a NUL at its end. */
    public byte[] names() {
        return names;
    }

    /** The position in {@link #names()} at which a name starts. */
    public int nameStart(int index) {
        int start = LittleEndian.getInt(entries, (index + 1) * ENTRY_SIZE);
        return start < 0 || start > names.length ? names.length : start;
    }

    public int nameLength(int index) {
        int start = nameStart(index);
        int end = start;
        while (end < names.length && names[end] != 0) {
            end++;
        }
        return end - start;
    }

    public String name(int index) {
        return new String(names, nameStart(index), nameLength(index), StandardCharsets.UTF_8);
    }

    /** The value of the first symbol with a name. */
    public OptionalLong address(String wanted) {
        return IntStream.range(0, count())
                .filter(i -> nameIs(i, wanted))
                .mapToLong(this::value)
                .findFirst();
    }

    boolean nameIs(int index, String wanted) {
        return nameLength(index) == wanted.length() && name(index).equals(wanted);
    }
}
