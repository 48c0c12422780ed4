package io.nodememory.kernel.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Builds ELF64 cores. */
final class ElfBuilder {
    private record Segment(int type, long physical, ByteBuffer bytes) {}

    private final List<Segment> segments = new ArrayList<>();
    private int type = 4;
    private int machine = 62;
    private boolean countInSection;

    static ElfBuilder core() {
        return new ElfBuilder();
    }

    ElfBuilder type(int value) {
        type = value;
        return this;
    }

    ElfBuilder machine(int value) {
        machine = value;
        return this;
    }

    /** Counts the segments in the way of cores with more than 65,534 segments. */
    ElfBuilder countInSection() {
        countInSection = true;
        return this;
    }

    ElfBuilder load(long physical, byte[] bytes) {
        segments.add(new Segment(1, physical, ByteBuffer.wrap(bytes)));
        return this;
    }

    ElfBuilder note(String name, String value) {
        byte[] nameBytes = (name + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] valueBytes = value.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer note = ByteBuffer.allocate(12 + (nameBytes.length + 3 & ~3) + (valueBytes.length + 3 & ~3))
                .order(ByteOrder.LITTLE_ENDIAN);
        note.putInt(nameBytes.length).putInt(valueBytes.length).putInt(0).put(nameBytes);
        note.position(12 + (nameBytes.length + 3 & ~3)).put(valueBytes);
        segments.add(new Segment(4, 0, note.rewind()));
        return this;
    }

    byte[] build() {
        int headers = 64 + segments.size() * 56 + 64;
        int size =
                headers + segments.stream().mapToInt(s -> s.bytes().capacity()).sum();
        ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        elf.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1);
        elf.position(16).putShort((short) type).putShort((short) machine).putInt(1);
        elf.putLong(32, 64).putLong(40, 64 + segments.size() * 56L);
        elf.putShort(54, (short) 56).putShort(56, (short) (countInSection ? 0xffff : segments.size()));
        elf.putInt(64 + segments.size() * 56 + 44, segments.size());
        int data = headers;
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            int at = 64 + i * 56;
            elf.putInt(at, segment.type()).putLong(at + 8, data).putLong(at + 24, segment.physical());
            elf.putLong(at + 32, segment.bytes().capacity())
                    .putLong(at + 40, segment.bytes().capacity());
            elf.position(data).put(segment.bytes().duplicate());
            data += segment.bytes().capacity();
        }
        return elf.array();
    }
}
