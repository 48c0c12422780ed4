package io.nodememory.kernel.symbols.elf;

import io.nodememory.kernel.bytes.LittleEndian;
import java.util.HexFormat;
import java.util.Optional;

/** Reads the GNU build id from the notes of an ELF file: type 3 of owner "GNU". */
public final class BuildId {
    private static final int NT_GNU_BUILD_ID = 3;
    private static final long LONGEST_NOTES = 1 << 20;

    private BuildId() {}

    /** The build id of a file in lower-case hexadecimal. */
    public static Optional<String> of(ElfFile elf) {
        return elf.sections().stream()
                .filter(s -> s.type() == ElfSection.NOTE && s.size() <= LONGEST_NOTES)
                .map(s -> in(elf.data(s).all()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** @param notes notes of the form Elf64_Nhdr: size of the owner, size of the contents, type; both padded to 4 bytes */
    static Optional<String> in(byte[] notes) {
        long at = 0;
        while (at + 12 <= notes.length) {
            long owner = LittleEndian.getInt(notes, (int) at) & 0xffffffffL;
            long length = LittleEndian.getInt(notes, (int) at + 4) & 0xffffffffL;
            int type = LittleEndian.getInt(notes, (int) at + 8);
            long contents = at + 12 + ((owner + 3) & ~3L);
            if (contents + length > notes.length) {
                return Optional.empty();
            }
            if (type == NT_GNU_BUILD_ID && owner == 4 && LittleEndian.getInt(notes, (int) at + 12) == 0x554e47) {
                return Optional.of(HexFormat.of().formatHex(notes, (int) contents, (int) (contents + length)));
            }
            at = contents + ((length + 3) & ~3L);
        }
        return Optional.empty();
    }
}
