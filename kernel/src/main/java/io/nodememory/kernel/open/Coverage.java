package io.nodememory.kernel.open;

import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.PhysicalRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How much of a machine's RAM an image holds, in whole pages (the kernel does not use parts of pages).
 *
 * @param systemRam bytes of RAM
 * @param covered bytes of RAM that can be read, blocks of zeros that the format left out included
 * @param missing the RAM that cannot be read, ascending and disjoint
 */
public record Coverage(long systemRam, long covered, List<PhysicalRange> missing) {
    /** The kernel's coverage; empty where its list of RAM cannot be read. */
    public static Optional<Coverage> of(Kernel kernel) {
        return kernel.shared(Cached.class, k -> new Cached(measure(k))).coverage();
    }

    private record Cached(Optional<Coverage> coverage) {}

    private static Optional<Coverage> measure(Kernel kernel) {
        List<PhysicalRange> ram = SystemRam.of(kernel);
        if (ram.isEmpty()) {
            return Optional.empty();
        }
        long total = 0;
        List<PhysicalRange> missing = new ArrayList<>();
        for (PhysicalRange range : ram) {
            long start = (range.start() + MemoryImage.PAGE_SIZE - 1) & -MemoryImage.PAGE_SIZE;
            long end = range.end() & -MemoryImage.PAGE_SIZE;
            if (start < end) {
                total += end - start;
                addMissing(kernel.image().ranges(), start, end, missing);
            }
        }
        long lost = missing.stream().mapToLong(PhysicalRange::size).sum();
        return Optional.of(new Coverage(total, total - lost, List.copyOf(missing)));
    }

    private static void addMissing(List<PhysicalRange> held, long start, long end, List<PhysicalRange> missing) {
        long at = start;
        for (PhysicalRange range : held) {
            if (range.end() <= at) {
                continue;
            }
            if (range.start() >= end) {
                break;
            }
            if (range.start() > at) {
                missing.add(new PhysicalRange(at, range.start()));
            }
            at = range.end();
        }
        if (at < end) {
            missing.add(new PhysicalRange(at, end));
        }
    }
}
