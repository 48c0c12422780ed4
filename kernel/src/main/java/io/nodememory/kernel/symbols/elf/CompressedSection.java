package io.nodememory.kernel.symbols.elf;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.bytes.LittleEndian;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.InflaterInputStream;

/** Decompresses sections (gABI SHF_COMPRESSED with Elf64_Chdr, and GNU's older {@code .zdebug_*}). */
final class CompressedSection {
    private static final int ZLIB = 1;
    private static final int ZSTD = 2;
    private static final int HEADER_SIZE = 24;

    /** The most bytes of a section that is decompressed into memory; a larger one goes to a temporary file. */
    private static final long LARGE = 32 << 20;

    /** The most bytes of a section; those of the largest kernels have about 400 MB. */
    private static final long LONGEST = 4L << 30;

    private CompressedSection() {}

    static SectionData open(String file, ElfSection section, SectionData raw) {
        byte[] header = new byte[HEADER_SIZE];
        raw.read(0, header, 0, HEADER_SIZE);
        int method = LittleEndian.getInt(header, 0);
        InputStream packed = new SectionStream(raw, HEADER_SIZE);
        InputStream plain =
                switch (method) {
                    case ZLIB -> new InflaterInputStream(packed);
                    case ZSTD -> new ZstdInputStream(packed);
                    default ->
                        throw new BadInputException(
                                "%s: section %s is compressed with the unknown method %d; decompress it with objcopy."
                                        .formatted(file, section.name(), method));
                };
        return decompress(file, section, plain, LittleEndian.getLong(header, 8));
    }

    /** Decompresses GNU's older form: "ZLIB", the size as a big-endian u64, then a zlib stream. */
    static SectionData gnuStyle(String file, ElfSection section, SectionData raw) {
        byte[] header = new byte[12];
        raw.read(0, header, 0, header.length);
        long size = Long.reverseBytes(LittleEndian.getLong(header, 4));
        return decompress(file, section, new InflaterInputStream(new SectionStream(raw, header.length)), size);
    }

    private static SectionData decompress(String file, ElfSection section, InputStream plain, long size) {
        if (size < 0 || size > LONGEST) {
            throw new BadInputException(
                    "%s: section %s claims to have %,d bytes when decompressed, more than any kernel's."
                            .formatted(file, section.name(), size));
        }
        try (plain) {
            if (size <= LARGE) {
                byte[] bytes = plain.readNBytes((int) size);
                return check(file, section, size, new SectionData.InMemory(bytes));
            }
            Path temporary = Files.createTempFile("nodemem", ".section");
            FileChannel channel = FileChannel.open(
                    temporary, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            long written = 0;
            byte[] buffer = new byte[1 << 16];
            for (int got = plain.read(buffer); got > 0 && written < size; got = plain.read(buffer)) {
                channel.write(ByteBuffer.wrap(buffer, 0, got), written);
                written += got;
            }
            return check(file, section, size, new SectionData.InFile(channel, 0, Math.min(written, size)));
        } catch (IOException | UncheckedIOException | MalformedInputException e) {
            throw new BadInputException(
                    "%s is damaged: section %s does not decompress.".formatted(file, section.name()), e);
        }
    }

    private static SectionData check(String file, ElfSection section, long size, SectionData data) {
        if (data.size() != size) {
            throw new BadInputException("%s is damaged: section %s decompresses to %,d bytes instead of %,d."
                    .formatted(file, section.name(), data.size(), size));
        }
        return data;
    }

    /** The bytes of a section as a stream. */
    private static final class SectionStream extends InputStream {
        private final SectionData data;
        private long at;

        SectionStream(SectionData data, long at) {
            this.data = data;
            this.at = at;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int part = (int) Math.min(length, data.size() - at);
            if (part <= 0) {
                return length == 0 ? 0 : -1;
            }
            data.read(at, target, offset, part);
            at += part;
            return part;
        }
    }
}
