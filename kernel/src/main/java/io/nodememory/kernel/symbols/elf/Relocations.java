package io.nodememory.kernel.symbols.elf;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.bytes.LittleEndian;
import java.util.List;

/** Applies the relocations of debug sections in relocatable files (kernel modules), as a linker does it. */
final class Relocations {
    private static final int ENTRY_SIZE = 24;
    private static final int R_X86_64_64 = 1;
    private static final int R_X86_64_32 = 10;
    private static final int R_X86_64_32S = 11;
    /** Numbers of AArch64 do not overlap with those of x86-64. */
    private static final int R_AARCH64_ABS64 = 257;

    private static final int R_AARCH64_ABS32 = 258;

    private Relocations() {}

    /** @param tables the relocation tables of the section with these contents */
    static SectionData apply(ElfFile elf, List<ElfSection> tables, SectionData data) {
        byte[] bytes = data.all().clone();
        tables.forEach(table -> apply(elf, table, bytes));
        return new SectionData.InMemory(bytes);
    }

    /** Bytes that a relocation writes; 0 for those that debug sections do not have. */
    private static int width(int type) {
        return switch (type) {
            case R_X86_64_64, R_AARCH64_ABS64 -> 8;
            case R_X86_64_32, R_X86_64_32S, R_AARCH64_ABS32 -> 4;
            default -> 0;
        };
    }

    private static void apply(ElfFile elf, ElfSection table, byte[] target) {
        byte[] symbols = elf.section(table.link())
                .filter(s -> s.type() == ElfSection.SYMTAB)
                .map(s -> elf.unrelocated(s).all())
                .orElse(new byte[0]);
        byte[] entries = elf.unrelocated(table).all();
        for (int at = 0; at + ENTRY_SIZE <= entries.length; at += ENTRY_SIZE) {
            long offset = LittleEndian.getLong(entries, at);
            int type = LittleEndian.getInt(entries, at + 8);
            long symbol = LittleEndian.getInt(entries, at + 12) & 0xffffffffL;
            long addend = LittleEndian.getLong(entries, at + 16);
            int width = width(type);
            if (width == 0) {
                continue;
            }
            if (offset < 0 || offset > target.length - width || (symbol + 1) * ElfSymbols.ENTRY_SIZE > symbols.length) {
                throw new BadInputException(elf.name() + " is damaged: a relocation points outside of its section.");
            }
            long value = LittleEndian.getLong(symbols, (int) symbol * ElfSymbols.ENTRY_SIZE + 8) + addend;
            if (width == 8) {
                LittleEndian.putLong(target, (int) offset, value);
            } else {
                LittleEndian.putInt(target, (int) offset, (int) value);
            }
        }
    }
}
