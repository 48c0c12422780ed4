package io.nodememory.kernel.image;

import io.nodememory.kernel.image.FileImage.Description;
import io.nodememory.kernel.image.FileImage.Gaps;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads ELF64 cores of whole machines: QEMU's dump-guest-memory, /proc/vmcore, /proc/kcore (elf.h, fs/proc/kcore.c). */
final class ElfCoreFormat implements ImageFormat {
    private static final int ELF_MAGIC = 0x464c457f;
    private static final int ELFCLASS64 = 2;
    private static final int ELFDATA2LSB = 1;
    private static final int ET_CORE = 4;
    private static final int PN_XNUM = 0xffff;
    private static final int PT_LOAD = 1;
    private static final int PT_NOTE = 4;
    private static final int EHDR_SIZE = 64;
    private static final int PHDR_SIZE = 56;
    private static final int SHDR_SIZE = 64;
    private static final int MAX_SEGMENTS = 1 << 20;
    private static final int MAX_NOTES = 4 << 20;

    @Override
    public Optional<MemoryImage> open(ImageFile file) {
        ByteBuffer header = file.header(0, EHDR_SIZE);
        if (header.remaining() < Integer.BYTES || header.getInt(0) != ELF_MAGIC) {
            return Optional.empty();
        }
        if (header.remaining() < EHDR_SIZE) {
            throw file.bad("is an ELF file that ends inside its header; copy it again");
        }
        requireCore(file, header);
        long table = header.getLong(32);
        int count = segmentCount(file, header);
        if (header.getShort(54) != PHDR_SIZE || table < EHDR_SIZE || count == 0 || count > MAX_SEGMENTS) {
            throw file.bad(
                    "is an ELF core without a usable table of segments (%d at offset %d)".formatted(count, table));
        }
        ByteBuffer headers = file.header(table, count * PHDR_SIZE);
        if (headers.remaining() < count * PHDR_SIZE) {
            throw file.bad("is an ELF core that ends inside its table of segments; copy it again");
        }
        return Optional.of(read(file, headers, count));
    }

    private static void requireCore(ImageFile file, ByteBuffer header) {
        if (header.get(4) != ELFCLASS64 || header.get(5) != ELFDATA2LSB) {
            throw file.bad("is an ELF file, but not of a 64-bit little-endian machine; machines that can be read: "
                    + Machine.all());
        }
        int type = Short.toUnsignedInt(header.getShort(16));
        if (type != ET_CORE) {
            throw file.bad("is an ELF file of type %d, not a core (4); if it is a vmlinux, give it with --symbols"
                    .formatted(type));
        }
        int machine = Short.toUnsignedInt(header.getShort(18));
        if (Machine.ofElf(machine).isEmpty()) {
            throw file.bad(
                    "is a core of ELF machine %d; machines that can be read: %s".formatted(machine, Machine.all()));
        }
    }

    /** The number of segments. If there are more than 65,534, it stands in the first section header. */
    private static int segmentCount(ImageFile file, ByteBuffer header) {
        int count = Short.toUnsignedInt(header.getShort(56));
        if (count != PN_XNUM) {
            return count;
        }
        ByteBuffer section = file.header(header.getLong(40), SHDR_SIZE);
        return section.remaining() < SHDR_SIZE ? 0 : section.getInt(44);
    }

    private static MemoryImage read(ImageFile file, ByteBuffer headers, int count) {
        Segments.Builder segments = new Segments.Builder();
        List<String> warnings = new ArrayList<>();
        Optional<String> vmcoreinfo = Optional.empty();
        int atZero = 0;
        long missing = 0;
        for (int i = 0; i < count; i++) {
            int at = i * PHDR_SIZE;
            int type = headers.getInt(at);
            long offset = headers.getLong(at + 8);
            long physical = headers.getLong(at + 24);
            long size = headers.getLong(at + 32);
            if (type == PT_NOTE && vmcoreinfo.isEmpty() && size > 0 && offset > 0) {
                vmcoreinfo = ElfNotes.vmcoreinfo(file.header(offset, (int) Math.min(size, MAX_NOTES)));
            }
            // An address of all ones marks /proc/kcore's vmalloc and module areas, which other segments hold as well.
            if (type != PT_LOAD || size == 0 || physical == -1) {
                continue;
            }
            if (offset < 0 || size < 0 || physical < 0 || physical > Segments.ADDRESS_LIMIT - size) {
                throw file.bad("has a segment that cannot be memory: 0x%x bytes at 0x%x".formatted(size, physical));
            }
            long available = Math.max(0, Math.min(size, file.size() - offset));
            missing += size - available;
            atZero += physical == 0 ? 1 : 0;
            if (available > 0) {
                segments.add(physical, physical + available, offset);
            }
        }
        if (segments.size() == 0) {
            throw file.bad("is an ELF core that holds no physical memory");
        }
        if (atZero > 2 && atZero == segments.size()) {
            throw file.bad(
                    "is a core without physical addresses (of a process?); a core of the whole machine is needed");
        }
        if (missing > 0) {
            warnings.add("%s was cut short: %d bytes of its segments are missing".formatted(file.path(), missing));
        }
        // /proc/kcore and /proc/vmcore list the kernel's text twice.
        return new FileImage(
                file,
                segments.build().withoutOverlaps(),
                new Description("ELF64 core", List.copyOf(warnings), Gaps.MISSING, vmcoreinfo));
    }
}
