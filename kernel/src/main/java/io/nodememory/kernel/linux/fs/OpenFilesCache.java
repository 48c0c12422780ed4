package io.nodememory.kernel.linux.fs;

import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.open.Kernel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The tables of open files that were read from a kernel, since five walks use them. */
final class OpenFilesCache {
    /** The number of descriptors that are kept, about 25 MB; a hostile image may claim any number. */
    private static final int MAX_KEPT = 1 << 18;

    private final Map<Long, OpenFiles> tables = new ConcurrentHashMap<>();
    private final AtomicInteger kept = new AtomicInteger();

    static OpenFilesCache of(Kernel kernel) {
        return kernel.shared(OpenFilesCache.class, k -> new OpenFilesCache());
    }

    /** The table of a {@code files_struct}. A table beyond the limit is read each time. */
    OpenFiles get(KernelObject files) {
        OpenFiles known = tables.get(files.address());
        if (known != null) {
            return known;
        }
        OpenFiles read = OpenFiles.read(files);
        // Each table counts as one at least, so that empty tables are limited too
        int size = read.files().size() + 1;
        if (kept.addAndGet(size) <= MAX_KEPT) {
            tables.put(files.address(), read);
        } else {
            kept.addAndGet(-size);
        }
        return read;
    }
}
