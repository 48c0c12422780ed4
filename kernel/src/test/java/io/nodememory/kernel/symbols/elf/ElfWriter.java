package io.nodememory.kernel.symbols.elf;

import io.nodememory.kernel.bytes.LittleEndian;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes 64-bit little-endian ELF files with sections. */
public final class ElfWriter {
    private record Section(String name, int type, long flags, long address, int link, int info, SectionData data) {
        byte[] contents() {
            return data.all();
        }
    }

    private static final int PROGBITS = 1;

    private final List<Section> sections = new ArrayList<>();
    private int type = 2;

    public ElfWriter() {
        sections.add(new Section("", 0, 0, 0, 0, 0, new SectionData.InMemory(new byte[0])));
    }

    public ElfWriter relocatable() {
        type = 1;
        return this;
    }

    public ElfWriter section(String name, byte[] contents) {
        return section(name, PROGBITS, 0, 0, contents);
    }

    public ElfWriter section(String name, int sectionType, long flags, long address, byte[] contents) {
        sections.add(new Section(name, sectionType, flags, address, 0, 0, new SectionData.InMemory(contents)));
        return this;
    }

    /** Adds relocations of an earlier section, with symbols of an earlier symbol table. */
    public ElfWriter relocations(String section, byte[] entries) {
        sections.add(new Section(
                ".rela" + section,
                ElfSection.RELA,
                0,
                0,
                index(".symtab"),
                index(section),
                new SectionData.InMemory(entries)));
        return this;
    }

    /** Adds symbols; the values are name, value and size of each in this order. */
    public ElfWriter symbols(Object... namesValuesSizes) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        names.write(0);
        byte[] entries = new byte[(namesValuesSizes.length / 3 + 1) * 24];
        for (int i = 0; i < namesValuesSizes.length; i += 3) {
            int at = (i / 3 + 1) * 24;
            LittleEndian.putInt(entries, at, names.size());
            LittleEndian.putLong(entries, at + 8, ((Number) namesValuesSizes[i + 1]).longValue());
            LittleEndian.putLong(entries, at + 16, ((Number) namesValuesSizes[i + 2]).longValue());
            names.writeBytes(((String) namesValuesSizes[i]).getBytes(StandardCharsets.UTF_8));
            names.write(0);
        }
        section(".strtab", 3, 0, 0, names.toByteArray());
        sections.add(new Section(
                ".symtab", ElfSection.SYMTAB, 0, 0, sections.size() - 1, 0, new SectionData.InMemory(entries)));
        return this;
    }

    private int index(String name) {
        for (int i = 0; i < sections.size(); i++) {
            if (sections.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException(name);
    }

    public byte[] bytes() {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        int[] nameAt = new int[sections.size() + 1];
        for (int i = 0; i <= sections.size(); i++) {
            nameAt[i] = names.size();
            String name = i < sections.size() ? sections.get(i).name() : ".shstrtab";
            names.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            names.write(0);
        }
        List<Section> all = new ArrayList<>(sections);
        all.add(new Section(".shstrtab", 3, 0, 0, 0, 0, new SectionData.InMemory(names.toByteArray())));
        int size = 64 + all.stream().mapToInt(s -> s.contents().length + 8).sum() + all.size() * 64;
        byte[] file = new byte[size];
        System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}, 0, file, 0, 7);
        file[16] = (byte) type;
        file[18] = 62;
        int at = 64;
        int headers = size - all.size() * 64;
        LittleEndian.putLong(file, 40, headers);
        file[52] = 64;
        file[58] = 64;
        file[60] = (byte) all.size();
        file[62] = (byte) (all.size() - 1);
        for (int i = 0; i < all.size(); i++) {
            Section section = all.get(i);
            int header = headers + i * 64;
            LittleEndian.putInt(file, header, nameAt[i]);
            LittleEndian.putInt(file, header + 4, section.type());
            LittleEndian.putLong(file, header + 8, section.flags());
            LittleEndian.putLong(file, header + 16, section.address());
            LittleEndian.putLong(file, header + 24, at);
            LittleEndian.putLong(file, header + 32, section.contents().length);
            LittleEndian.putInt(file, header + 40, section.link());
            LittleEndian.putInt(file, header + 44, section.info());
            System.arraycopy(section.contents(), 0, file, at, section.contents().length);
            at += (section.contents().length + 7) & ~7;
        }
        return file;
    }

    public Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }
}
