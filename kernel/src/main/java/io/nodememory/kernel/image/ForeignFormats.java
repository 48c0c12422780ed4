package io.nodememory.kernel.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Recognizes files in other formats, for an error message that helps. */
final class ForeignFormats implements ImageFormat {
    private static final Map<String, String> BY_START = Map.ofEntries(
            Map.entry("\u001f\u008b", "is compressed with gzip; unpack it first"),
            Map.entry("\u00fd7zXZ\0", "is compressed with xz; unpack it first"),
            Map.entry("(\u00b5/\u00fd", "is compressed with Zstandard; unpack it first"),
            Map.entry("BZh", "is compressed with bzip2; unpack it first"),
            Map.entry("PK\u0003\u0004", "is a zip archive; unpack it first"),
            Map.entry("QEVM", "is a saved state of QEMU; have QEMU write a core with dump-guest-memory instead"),
            Map.entry("LibvirtQemudSave", "is a saved state of libvirt; use virsh dump --memory-only instead"),
            Map.entry("PAGEDU64", "is a crash dump of Windows; only Linux is read"),
            Map.entry("PAGEDUMP", "is a crash dump of Windows; only Linux is read"),
            Map.entry("{", "looks like JSON; if these are symbols (ISF), give the file with --symbols"));

    @Override
    public Optional<MemoryImage> open(ImageFile file) {
        if (file.size() == 0) {
            throw file.bad("is empty; capture or copy the image again");
        }
        ByteBuffer bytes = file.header(0, 16);
        String start = StandardCharsets.ISO_8859_1.decode(bytes).toString();
        for (Map.Entry<String, String> known : BY_START.entrySet()) {
            if (start.startsWith(known.getKey())) {
                throw file.bad(known.getValue());
            }
        }
        return Optional.empty();
    }
}
