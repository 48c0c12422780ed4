package io.nodememory.capture.node;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.image.PhysicalRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The offsets of RAM in /proc/kcore, from its ELF headers (fs/proc/kcore.c).
 *
 * @param extents parts of RAM, ascending and disjoint by physical address
 * @param vmcoreinfo text of the VMCOREINFO note, which kcore has since Linux 4.19
 */
record KcoreLayout(List<Extent> extents, Optional<String> vmcoreinfo) {
    /** The size of the ELF header in bytes. */
    static final int HEADER = 64;

    private static final int PROGRAM_HEADER = 56;
    private static final int LOAD = 1;
    private static final int NOTE = 4;
    private static final int X86_64 = 62;
    private static final String NOTE_NAME = "VMCOREINFO\0";

    /** A range of physical memory that is contiguous in the file. */
    record Extent(long start, long end, long offset) {
        long offsetOf(long physical) {
            return offset + (physical - start);
        }

        long physicalOf(long fileOffset) {
            return start + (fileOffset - offset);
        }
    }

    /**
     * The physical address of an offset in the file.
     *
     * @throws IllegalArgumentException if the file has no RAM at the offset
     */
    long physicalOf(long fileOffset) {
        return extents.stream()
                .filter(e -> fileOffset >= e.offset && fileOffset < e.offsetOf(e.end))
                .findFirst()
                .map(e -> e.physicalOf(fileOffset))
                .orElseThrow(() -> new IllegalArgumentException("no RAM at 0x%x of /proc/kcore".formatted(fileOffset)));
    }

    private record Segment(int type, long offset, long physical, long size) {}

    /** The size of the program headers and all before them, from the first bytes of the file. */
    static int headersSize(byte[] header) {
        ByteBuffer elf = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        boolean known = elf.getInt(0) == 0x464c457f && elf.get(4) == 2 && elf.getShort(18) == X86_64;
        long end = elf.getLong(32) + (elf.getShort(56) & 0xffffL) * PROGRAM_HEADER;
        if (!known || elf.getLong(32) < HEADER || elf.getShort(54) != PROGRAM_HEADER || end > 1 << 23) {
            throw new BadInputException(
                    "the node's /proc/kcore is not an ELF core of an x86-64 kernel, so it does not show the node's memory");
        }
        // The notes follow directly, in a few pages at most.
        return (int) end;
    }

    /** The offset of the end of the notes, from the headers. */
    static int notesEnd(byte[] headers) {
        return segments(headers).stream()
                .filter(s -> s.type == NOTE && s.offset >= 0 && s.size >= 0 && s.offset + s.size < 1 << 23)
                .mapToInt(s -> (int) (s.offset + s.size))
                .max()
                .orElse(0);
    }

    /**
     * Reads the headers.
     *
     * @param bytes the file up to {@link #notesEnd}
     */
    static KcoreLayout of(byte[] bytes, List<PhysicalRange> ram) {
        List<Segment> loads = new ArrayList<>();
        Optional<String> vmcoreinfo = Optional.empty();
        List<Segment> segments = segments(bytes);
        // Segments without RAM have the physical address 0 before Linux 4.19, and -1 since.
        boolean marksOthers = segments.stream().anyMatch(s -> s.type == LOAD && s.physical == -1);
        for (Segment segment : segments) {
            if (segment.type == NOTE) {
                vmcoreinfo = note(bytes, segment);
            } else if (segment.type == LOAD && segment.physical >= (marksOthers ? 0 : 1) && segment.size > 0) {
                loads.add(segment);
            }
        }
        return new KcoreLayout(extents(loads, ram), vmcoreinfo);
    }

    private static List<Segment> segments(byte[] bytes) {
        ByteBuffer elf = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Segment> segments = new ArrayList<>();
        int count = elf.getShort(56) & 0xffff;
        for (int i = 0; i < count; i++) {
            int at = (int) elf.getLong(32) + i * PROGRAM_HEADER;
            segments.add(new Segment(elf.getInt(at), elf.getLong(at + 8), elf.getLong(at + 24), elf.getLong(at + 32)));
        }
        return segments;
    }

    /** The parts of RAM that segments map. Where segments overlap, the one that begins first counts. */
    private static List<Extent> extents(List<Segment> loads, List<PhysicalRange> ram) {
        loads.sort(Comparator.comparingLong(Segment::physical));
        List<Extent> extents = new ArrayList<>();
        for (PhysicalRange range : ram) {
            long at = range.start();
            for (Segment load : loads) {
                long start = Math.max(at, load.physical);
                long end = Math.min(range.end(), load.physical + load.size);
                if (start < end) {
                    extents.add(new Extent(start, end, load.offset + (start - load.physical)));
                    at = end;
                }
            }
        }
        return List.copyOf(extents);
    }

    private static Optional<String> note(byte[] bytes, Segment segment) {
        ByteBuffer notes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long end = Math.min(bytes.length, segment.offset + segment.size);
        long at = segment.offset;
        while (at >= 0 && at + 12 <= end) {
            long nameSize = notes.getInt((int) at) & 0xffff_ffffL;
            long textSize = notes.getInt((int) at + 4) & 0xffff_ffffL;
            long text = at + 12 + (nameSize + 3 & -4);
            if (text + textSize > end) {
                break;
            }
            String name = string(bytes, at + 12, nameSize);
            if (name.equals(NOTE_NAME)) {
                return Optional.of(string(bytes, text, textSize).replace("\0", ""));
            }
            at = text + (textSize + 3 & -4);
        }
        return Optional.empty();
    }

    private static String string(byte[] bytes, long at, long length) {
        return new String(bytes, (int) at, (int) length, StandardCharsets.ISO_8859_1);
    }
}
