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

/** A 64-bit little-endian ELF file ({@code vmlinux}, {@code *.ko}, {@code *.debug}) by its sections. */
public final class ElfFile implements AutoCloseable {
    /** Relocatable: sections are at 0 and references between them are in tables yet to be applied. */
    private static final int ET_REL = 1;

    private static final int HEADER_SIZE = 64;
    private static final int SECTION_HEADER_SIZE = 64;
    private static final int SHN_XINDEX = 0xffff;

    /** More sections than {@code -ffunction-sections} gives the largest objects. */
    private static final long MOST_SECTIONS = 1 << 20;

    /** Bytes of the sections of one name of the largest modules, together. */
    private static final long LONGEST_JOINED = 256 << 20;

    private final String name;
    private final FileChannel channel;
    private final SectionData file;
    private final int machine;
    private final boolean relocatable;
    private final List<ElfSection> sections;

    /** Relocation tables by the number of the section that they are for. */
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

    /** Whether a file that starts with these bytes claims to be ELF. */
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
            throw new BadInputException(name + " has no section headers; give the file that the kernel build made.");
        }
        byte[] first = new byte[SECTION_HEADER_SIZE];
        file.read(tableAt, first, 0, SECTION_HEADER_SIZE);
        // Numbers too large for the header are in the first section header.
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

    /** The first section of that name. */
    public Optional<ElfSection> section(String wanted) {
        return sections.stream().filter(s -> s.name().equals(wanted)).findFirst();
    }

    /** The section of that number, if there is one. */
    Optional<ElfSection> section(int index) {
        return index >= 0 && index < sections.size() ? Optional.of(sections.get(index)) : Optional.empty();
    }

    /**
     * The contents of the section of that name, decompressed. In relocatable files with relocations applied, and of all sections
     * of that name, as the linker would join them: each type unit has a section of its own there.
     */
    public Optional<SectionData> data(String section) {
        Optional<SectionData> plain =
                relocatable ? joined(section) : section(section).map(this::data);
        // The GNU style of compression before there was a flag for it renames the section.
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
            // Sections that share their bytes could be joined without end.
            if (stored > file.size() || all.size() + (long) bytes.length > LONGEST_JOINED) {
                throw new BadInputException(
                        "%s is damaged: its sections %s are longer than it is.".formatted(name, wanted));
            }
            all.write(bytes, 0, bytes.length);
        }
        return Optional.of(new SectionData.InMemory(all.toByteArray()));
    }

    /** The contents of a section, decompressed, with relocations applied in relocatable files. */
    public SectionData data(ElfSection section) {
        SectionData data = unrelocated(section);
        return relocatable && relocations.containsKey(section.index())
                ? Relocations.apply(this, relocations.get(section.index()), data)
                : data;
    }

    /** The contents of a section, decompressed only. */
    SectionData unrelocated(ElfSection section) {
        SectionData data = raw(section);
        return (section.flags() & ElfSection.COMPRESSED) != 0 ? CompressedSection.open(name, section, data) : data;
    }

    /** What a named section puts into memory at an address, if all of it comes from there. */
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
