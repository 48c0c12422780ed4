package io.nodememory.kernel.symbols.elf;

/** A section header (Elf64_Shdr). Offset and size are in bytes of the file. */
public record ElfSection(
        int index, String name, int type, long flags, long address, long offset, long size, int link, int info) {
    static final int SYMTAB = 2;
    static final int RELA = 4;
    static final int NOTE = 7;
    static final int NOBITS = 8;
    static final int SYMTAB_SHNDX = 18;

    static final long ALLOC = 2;
    static final long COMPRESSED = 0x800;

    /** Whether this section holds the memory from {@code start} to {@code start + length}. */
    boolean covers(long start, long length) {
        return (flags & ALLOC) != 0
                && type != NOBITS
                && Long.compareUnsigned(start, address) >= 0
                && length >= 0
                && start - address >= 0
                && start - address <= size - length;
    }
}
