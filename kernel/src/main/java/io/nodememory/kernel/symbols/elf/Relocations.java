package io.nodememory.kernel.symbols.elf;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.bytes.LittleEndian;
import java.util.List;

/** Applies the relocations of debug sections in relocatable files (kernel modules), as the linker would. */
final class Relocations {
    private static final int ENTRY_SIZE = 24;
    private static final int R_X86_64_64 = 1;
    private static final int R_X86_64_32 = 10;
    private static final int R_X86_64_32S = 11;

    private Relocations() {}

    /** @param tables the relocations of the section with these contents */
    static SectionData apply(ElfFile elf, List<ElfSection> tables, SectionData data) {
        byte[] bytes = data.all().clone();
        tables.forEach(table -> apply(elf, table, bytes));
        return new SectionData.InMemory(bytes);
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
            int width = type == R_X86_64_64 ? 8 : type == R_X86_64_32 || type == R_X86_64_32S ? 4 : 0;
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
