package io.nodememory.kernel.symbols.elf;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.bytes.LittleEndian;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The sections of a 64-bit little-endian ELF file ({@code vmlinux}, {@code *.ko}, {@code *.debug}). */
public final class ElfFile implements AutoCloseable {
    /** A relocatable file: its sections are at address 0, and tables list the references between them. */
    private static final int ET_REL = 1;

    private static final int HEADER_SIZE = 64;
    private static final int SECTION_HEADER_SIZE = 64;
    private static final int SHN_XINDEX = 0xffff;

    /** The most sections, more than {@code -ffunction-sections} makes in the largest objects. */
    private static final long MOST_SECTIONS = 1 << 20;

    /** The most bytes of all sections with one name, as the largest modules have them. */
    private static final long LONGEST_JOINED = 256 << 20;

    private final String name;
    private final FileChannel channel;
    private final SectionData file;
    private final int machine;
    private final boolean relocatable;
    private final List<ElfSection> sections;

    /** The relocation tables by the number of the section to which they apply. */
    private final Map<Integer, List<ElfSection>> relocations;

    private ElfFile(
            String name,
            FileChannel channel,
            SectionData file,
            int machine,
            boolean relocatable,
            List<ElfSection> sections) {
        this.name = name;
        this.machine = machine;
        this.channel = channel;
        this.file = file;
        this.relocatable = relocatable;
        this.sections = sections;
        this.relocations = sections.stream()
                .filter(section -> section.type() == ElfSection.RELA && section.info() != section.index())
                .collect(Collectors.groupingBy(ElfSection::info));
    }

    /** Whether these first bytes of a file start with the magic number of ELF. */
    public static boolean hasMagic(byte[] start) {
        return start.length >= 4 && LittleEndian.getInt(start, 0) == 0x464c457f;
    }

    /** @throws BadInputException if the file is no 64-bit little-endian ELF file or its headers are damaged */
    public static ElfFile open(Path path) {
        String name = String.valueOf(path.getFileName());
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            ElfFile elf = parse(name, channel, new SectionData.InFile(channel, 0, channel.size()));
            channel = null;
            return elf;
        } catch (IOException e) {
            throw new BadInputException("Cannot read %s: %s.".formatted(path, e.getMessage()), e);
        } finally {
            closeQuietly(channel);
        }
    }

    private static ElfFile parse(String name, FileChannel channel, SectionData file) {
        byte[] header = new byte[HEADER_SIZE];
        if (file.size() < HEADER_SIZE) {
            throw new BadInputException(name + " is too short for an ELF file.");
        }
        file.read(0, header, 0, HEADER_SIZE);
        if (!hasMagic(header)) {
            throw new BadInputException(name + " is not an ELF file.");
        }
        if (header[4] != 2 || header[5] != 1) {
            throw new BadInputException(name + " is not a 64-bit little-endian ELF file; only such kernels are read.");
        }
        long tableAt = LittleEndian.getLong(header, 40);
        int entrySize = u16(header, 58);
        long count = u16(header, 60);
        int namesIndex = u16(header, 62);
        if (tableAt == 0 || entrySize != SECTION_HEADER_SIZE) {
            throw new BadInputException(name + " has no section headers; give the file from the kernel build.");
        }
        byte[] first = new byte[SECTION_HEADER_SIZE];
        file.read(tableAt, first, 0, SECTION_HEADER_SIZE);
        // The first section header holds numbers that are too large for the file header.
        count = count == 0 ? LittleEndian.getLong(first, 32) : count;
        namesIndex = namesIndex == SHN_XINDEX ? LittleEndian.getInt(first, 40) : namesIndex;
        if (count <= 0 || count > MOST_SECTIONS || namesIndex < 0 || namesIndex >= count) {
            throw new BadInputException(name + " has damaged section headers.");
        }
        byte[] table = new byte[(int) count * SECTION_HEADER_SIZE];
        file.read(tableAt, table, 0, table.length);
        byte[] names = new byte[0];
        List<ElfSection> sections = new ArrayList<>();
        ElfSection namesSection = section(table, namesIndex, names);
        if (namesSection.offset() >= 0 && namesSection.size() >= 0 && namesSection.size() < 1 << 28) {
            names = new byte[(int) namesSection.size()];
            file.read(namesSection.offset(), names, 0, names.length);
        }
        for (int i = 0; i < count; i++) {
            sections.add(section(table, i, names));
        }
        return new ElfFile(name, channel, file, u16(header, 18), u16(header, 16) == ET_REL, List.copyOf(sections));
    }

    private static ElfSection section(byte[] table, int index, byte[] names) {
        int at = index * SECTION_HEADER_SIZE;
        return new ElfSection(
                index,
                text(names, LittleEndian.getInt(table, at)),
                LittleEndian.getInt(table, at + 4),
                LittleEndian.getLong(table, at + 8),
                LittleEndian.getLong(table, at + 16),
                LittleEndian.getLong(table, at + 24),
                LittleEndian.getLong(table, at + 32),
                LittleEndian.getInt(table, at + 40),
                LittleEndian.getInt(table, at + 44));
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8);
    }

    private static String text(byte[] names, int at) {
        if (at < 0 || at >= names.length) {
            return "";
        }
        int end = at;
        while (end < names.length && names[end] != 0) {
            end++;
        }
        return new String(names, at, end - at, StandardCharsets.ISO_8859_1);
    }

    /** The number of its machine: {@code EM_…}, include/uapi/linux/elf-em.h. */
    public int machine() {
        return machine;
    }

    public String name() {
        return name;
    }

    public List<ElfSection> sections() {
        return sections;
    }

    /** The first section with a name. */
    public Optional<ElfSection> section(String wanted) {
        return sections.stream().filter(s -> s.name().equals(wanted)).findFirst();
    }

    /** The section with a number, if there is one. */
    Optional<ElfSection> section(int index) {
        return index >= 0 && index < sections.size() ? Optional.of(sections.get(index)) : Optional.empty();
    }

    /**
     * The decompressed contents of the section with a name. In relocatable files, relocations are applied and all sections with
     * that name are joined, as a linker does it, because each type unit has a section of its own there.
     */
    public Optional<SectionData> data(String section) {
        Optional<SectionData> plain =
                relocatable ? joined(section) : section(section).map(this::data);
        // GNU's older compression renames the section, because it has no flag.
        return plain.isPresent() || !section.startsWith(".debug_")
                ? plain
                : section(".z" + section.substring(1)).map(s -> CompressedSection.gnuStyle(name, s, raw(s)));
    }

    private Optional<SectionData> joined(String wanted) {
        List<ElfSection> parts =
                sections.stream().filter(s -> s.name().equals(wanted)).toList();
        if (parts.size() < 2) {
            return parts.stream().map(this::data).findFirst();
        }
        long stored = 0;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ElfSection part : parts) {
            stored += raw(part).size();
            byte[] bytes = data(part).all();
            // Sections that share their bytes could be joined to any length.
            if (stored > file.size() || all.size() + (long) bytes.length > LONGEST_JOINED) {
                throw new BadInputException(
                        "%s is damaged: its sections %s are longer than it is.".formatted(name, wanted));
            }
            all.write(bytes, 0, bytes.length);
        }
        return Optional.of(new SectionData.InMemory(all.toByteArray()));
    }

    /** The decompressed contents of a section; in relocatable files with relocations applied. */
    public SectionData data(ElfSection section) {
        SectionData data = unrelocated(section);
        return relocatable && relocations.containsKey(section.index())
                ? Relocations.apply(this, relocations.get(section.index()), data)
                : data;
    }

    /** The decompressed contents of a section without relocations. */
    SectionData unrelocated(ElfSection section) {
        SectionData data = raw(section);
        return (section.flags() & ElfSection.COMPRESSED) != 0 ? CompressedSection.open(name, section, data) : data;
    }

    /** The bytes that a named section places in memory at an address, if it holds all of them. */
    public Optional<byte[]> memory(String section, long address, int length) {
        return section(section).filter(s -> s.covers(address, length)).map(s -> {
            byte[] bytes = new byte[length];
            data(s).read(address - s.address(), bytes, 0, length);
            return bytes;
        });
    }

    private SectionData raw(ElfSection section) {
        if (section.type() == ElfSection.NOBITS) {
            return new SectionData.InMemory(new byte[0]);
        }
        if (section.offset() < 0 || section.size() < 0 || section.offset() > file.size() - section.size()) {
            throw new BadInputException("%s is damaged: its section %s lies outside of the file."
                    .formatted(name, section.name().replaceAll("[^!-~]", "?")));
        }
        return new SectionData.InFile(channel, section.offset(), section.size());
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static void closeQuietly(FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new IllegalStateException("closing a file that was only read failed", e);
            }
        }
    }
}
