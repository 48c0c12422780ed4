package io.nodememory.kernel.symbols.text;

import io.nodememory.kernel.bytes.WholeFile;
import io.nodememory.kernel.symbols.KernelText;
import io.nodememory.kernel.symbols.PatchKind;
import io.nodememory.kernel.symbols.PatchSites;
import io.nodememory.kernel.symbols.PatchSites.Site;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Reads and writes files of a kernel's text. All numbers are little-endian. The header: magic u64, CRC-32C u32 of the bytes after
 * it, number of places u32, start of the text u64, length of the text u32, start of the replacements u64, their length u32. A
 * place: offset u32, length u16, kind u8, target u32, length of its replacement u16. After the places: the text, the replacements.
 */
public final class TextFile {
    /** "nmtext3" and a byte that no text file has. */
    private static final long MAGIC = 0x33_74_78_65_74_6d_6eL | 0x80L << 56;

    private static final int CHECKED_FROM = 12;
    private static final int HEADER = 40;
    private static final int SITE = 13;

    /** The most bytes of a file. */
    private static final long LONGEST = 256L << 20;

    private TextFile() {}

    /** Writes a file, which appears under its name only when it is complete. */
    public static void write(KernelText text, Path file) throws IOException {
        PatchSites sites = text.sites();
        int length = HEADER + sites.count() * SITE + text.bytes().length + text.replacements().length;
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(MAGIC).putInt(0).putInt(sites.count());
        out.putLong(text.start()).putInt(text.bytes().length);
        out.putLong(text.replacementsStart()).putInt(text.replacements().length);
        for (int i = 0; i < sites.count(); i++) {
            Site site = sites.get(i);
            out.putInt(site.offset())
                    .putShort((short) site.length())
                    .put((byte) site.kind().number())
                    .putInt(site.target())
                    .putShort((short) site.replaced());
        }
        out.put(text.bytes()).put(text.replacements());
        out.putInt(8, checksum(out.array()));
        WholeFile.write(file, out.array());
    }

    /** Reads a file; empty if it does not exist, is damaged or has another version. */
    public static Optional<KernelText> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream input = Files.newInputStream(file)) {
            return read(input, Files.size(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<KernelText> read(InputStream input, long size) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(input.readNBytes(HEADER)).order(ByteOrder.LITTLE_ENDIAN);
        if (header.limit() < HEADER || header.getLong() != MAGIC || size > LONGEST) {
            return Optional.empty();
        }
        int expected = header.getInt();
        int count = header.getInt();
        long start = header.getLong();
        int length = header.getInt();
        long replacementsStart = header.getLong();
        int replaced = header.getInt();
        if (count < 0 || length < 0 || replaced < 0 || HEADER + (long) count * SITE + length + replaced != size) {
            return Optional.empty();
        }
        // One part after the other, which avoids a second copy of the whole file in memory.
        byte[] table = input.readNBytes(count * SITE);
        byte[] text = input.readNBytes(length);
        byte[] replacements = input.readNBytes(replaced);
        CRC32C checksum = new CRC32C();
        checksum.update(header.array(), CHECKED_FROM, HEADER - CHECKED_FROM);
        checksum.update(table);
        checksum.update(text);
        checksum.update(replacements);
        return (int) checksum.getValue() == expected
                ? Optional.of(new KernelText(start, text, sites(table), replacementsStart, replacements))
                : Optional.empty();
    }

    private static PatchSites sites(byte[] table) {
        ByteBuffer in = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
        List<Site> sites = new ArrayList<>(table.length / SITE);
        while (in.hasRemaining()) {
            int offset = in.getInt();
            int size = in.getShort() & 0xffff;
            Optional<PatchKind> kind = PatchKind.of(in.get());
            int target = in.getInt();
            int replacement = in.getShort() & 0xffff;
            kind.ifPresent(known -> sites.add(new Site(offset, size, known, target, replacement)));
        }
        return PatchSites.of(sites);
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, CHECKED_FROM, bytes.length - CHECKED_FROM);
        return (int) checksum.getValue();
    }
}
