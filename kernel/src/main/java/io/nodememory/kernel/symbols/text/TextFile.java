package io.nodememory.kernel.symbols.text;

import io.nodememory.kernel.symbols.text.PatchSites.Site;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Files of a kernel's text. All numbers are little-endian: magic u64, CRC-32C u32 of all that follows it, number of places
 * u32, start of the text u64, length of the text u32; a place: offset u32, length u16, kind u8, target u32; the text.
 */
public final class TextFile {
    /** "nmtext1" and a byte that text does not have. */
    private static final long MAGIC = 0x31_74_78_65_74_6d_6eL | 0x80L << 56;

    private static final int CHECKED_FROM = 12;
    private static final int HEADER = 28;
    private static final int SITE = 11;

    /** Bytes of the longest file. */
    private static final long LONGEST = 256L << 20;

    private TextFile() {}

    /** Writes a file that appears at once and whole. */
    public static void write(KernelText text, Path file) throws IOException {
        PatchSites sites = text.sites();
        ByteBuffer out = ByteBuffer.allocate(HEADER + sites.count() * SITE + text.bytes().length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(MAGIC).putInt(0).putInt(sites.count()).putLong(text.start()).putInt(text.bytes().length);
        for (int i = 0; i < sites.count(); i++) {
            Site site = sites.get(i);
            out.putInt(site.offset())
                    .putShort((short) site.length())
                    .put((byte) site.kind().number())
                    .putInt(site.target());
        }
        out.put(text.bytes());
        out.putInt(8, checksum(out.array()));
        Path unfinished = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".", ".tmp");
        try {
            Files.write(unfinished, out.array());
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Empty if there is no such file, or it is damaged or of another version. */
    public static Optional<KernelText> read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) < HEADER || Files.size(file) > LONGEST) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (bytes.length < HEADER || in.getLong() != MAGIC || in.getInt() != checksum(bytes)) {
                return Optional.empty();
            }
            int count = in.getInt();
            long start = in.getLong();
            int length = in.getInt();
            if (count < 0 || length < 0 || HEADER + (long) count * SITE + length != bytes.length) {
                return Optional.empty();
            }
            List<Site> sites = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                int offset = in.getInt();
                int size = in.getShort() & 0xffff;
                Optional<PatchKind> kind = PatchKind.of(in.get());
                int target = in.getInt();
                kind.ifPresent(known -> sites.add(new Site(offset, size, known, target)));
            }
            byte[] text = new byte[length];
            in.get(text);
            return Optional.of(new KernelText(start, text, PatchSites.of(sites)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, CHECKED_FROM, bytes.length - CHECKED_FROM);
        return (int) checksum.getValue();
    }
}
