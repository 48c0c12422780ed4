package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.TruthSys;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.symbols.kallsyms.KallsymsEntry;
import io.nodememory.kernel.symbols.kallsyms.SymbolTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The guest's {@code /sys/kernel/btf/vmlinux} and {@code /proc/kallsyms}: as it had them itself, else as its image has them. */
public final class GuestFiles {
    private GuestFiles() {}

    public static byte[] btf(Corpus.Sample sample) {
        if (sample.hasTruthSys()) {
            return TruthSys.file(sample.folder(), "btf");
        }
        try (MemoryImage image = MemoryImages.open(sample.image())) {
            KernelInImage kernel = KernelInImage.find(image).orElseThrow();
            long start = BtfSearch.find(kernel.regions(), SymbolTable.of(entries(kernel)))
                    .orElseThrow()
                    .address();
            KernelRegion region = kernel.region(start).orElseThrow();
            ByteBuffer content = region.content().duplicate().order(ByteOrder.LITTLE_ENDIAN);
            int at = (int) (start - region.start());
            // struct btf_header: the strings lie last, their offset counts from the header's end
            byte[] bytes = new byte[content.getInt(at + 4) + content.getInt(at + 16) + content.getInt(at + 20)];
            content.get(at, bytes);
            return bytes;
        }
    }

    public static byte[] kallsyms(Corpus.Sample sample) {
        if (sample.hasTruthSys()) {
            return TruthSys.file(sample.folder(), "kallsyms");
        }
        StringBuilder lines = new StringBuilder();
        try (MemoryImage image = MemoryImages.open(sample.image())) {
            entries(KernelInImage.find(image).orElseThrow())
                    .forEach(entry -> lines.append(line(entry)).append('\n'));
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    static String line(KallsymsEntry entry) {
        return "%016x %c %s".formatted(entry.address(), entry.type(), entry.name());
    }

    static List<KallsymsEntry> entries(KernelInImage kernel) {
        List<KallsymsEntry> entries = new ArrayList<>();
        kernel.kallsyms().decode(entries::add);
        return entries;
    }
}
