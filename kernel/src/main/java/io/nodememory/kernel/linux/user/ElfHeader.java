package io.nodememory.kernel.linux.user;

import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.bytes.LittleEndian;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The header of a 64-bit ELF file that a process has mapped: {@code Elf64_Ehdr}, elf(5). */
public final class ElfHeader {
    private static final int PAGE = 4096;

    /** 7F "ELF". */
    private static final int MAGIC = 0x464c457f;

    private static final int PROGRAM_HEADER = 56;
    private static final int PT_LOAD = 1;
    private static final int PT_NOTE = 4;

    /** {@code NT_GNU_BUILD_ID} of the owner {@code GNU}. */
    private static final int BUILD_ID = 3;

    private static final int LONGEST_NOTES = 1 << 16;

    private final AddressSpace memory;
    private final long base;
    private final ByteBuffer header;

    private ElfHeader(AddressSpace memory, long base, byte[] page) {
        this.memory = memory;
        this.base = base;
        this.header = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns whether the first bytes are those of an ELF file; only these bytes are read. */
    public static boolean isAt(AddressSpace memory, long base) {
        byte[] magic = new byte[4];
        return memory.readUpTo(base, magic, 0, magic.length) == magic.length && LittleEndian.getInt(magic, 0) == MAGIC;
    }

    /**
     * @param base the address at which the start of the file is mapped
     * @return empty if no 64-bit ELF file starts there, or its first page is not in memory
     */
    public static Optional<ElfHeader> at(AddressSpace memory, long base) {
        byte[] page = new byte[PAGE];
        boolean read = memory.readUpTo(base, page, 0, PAGE) == PAGE;
        boolean elf = read && page[0] == 0x7f && page[1] == 'E' && page[2] == 'L' && page[3] == 'F' && page[4] == 2;
        return elf ? Optional.of(new ElfHeader(memory, base, page)) : Optional.empty();
    }

    /** The GNU build id in hexadecimal, if the file has one and its notes are in memory. */
    public Optional<String> buildId() {
        long offset = header.getLong(32);
        int count = header.getShort(56) & 0xffff;
        long load = 0;
        boolean loaded = false;
        for (int i = 0; i < count; i++) {
            long at = offset + (long) i * PROGRAM_HEADER;
            if (at < 0 || at + PROGRAM_HEADER > PAGE) {
                return Optional.empty();
            }
            int kind = header.getInt((int) at);
            long address = header.getLong((int) at + 16);
            if (kind == PT_LOAD && !loaded) {
                // In a program with fixed addresses the first segment states its address; in others it is 0
                load = address & -PAGE;
                loaded = true;
            }
            if (kind == PT_NOTE) {
                Optional<String> id = buildId(base + address - load, header.getLong((int) at + 32));
                if (id.isPresent()) {
                    return id;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> buildId(long address, long size) {
        if (size <= 0 || size > LONGEST_NOTES) {
            return Optional.empty();
        }
        byte[] bytes = new byte[(int) size];
        int got = memory.readUpTo(address, bytes, 0, bytes.length);
        ByteBuffer notes = ByteBuffer.wrap(bytes, 0, got).order(ByteOrder.LITTLE_ENDIAN);
        while (notes.remaining() >= 12) {
            long name = notes.getInt() & 0xffff_ffffL;
            long length = notes.getInt() & 0xffff_ffffL;
            int type = notes.getInt();
            long start = notes.position() + (name + 3) / 4 * 4;
            long end = start + (length + 3) / 4 * 4;
            if (end > got) {
                return Optional.empty();
            }
            if (type == BUILD_ID && length <= 64) {
                return Optional.of(
                        HexFormat.of().formatHex(Arrays.copyOfRange(bytes, (int) start, (int) (start + length))));
            }
            notes.position((int) end);
        }
        return Optional.empty();
    }
}
