import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.image.write.ImageWriter;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.RecordingImage;
import io.nodememory.kernel.image.write.SliceWriter;
import io.nodememory.kernel.object.KernelObject;
import io.nodememory.kernel.symbols.isf.IsfReader;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.Walk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Makes a small image for a repository. It holds the pages that all tables read, like {@code nodemem image slice}, and pages
 * for tables that are not yet written: the kernel's constants and data, and most slabs and page tables. It leaves out free
 * pages. It also leaves out the pages that no table reads of the kernel's code, its unwind tables, its larger allocations,
 * memory of processes and cached files.
 *
 * <p>keep-pages.sh runs it. Page flags and their order are from mm_types.h and page-flags.h; the bits come from the symbols.
 */
public class KeepPages {
    /** Slabs that are large in a small guest and that tables are unlikely to walk: nodes of sysfs, ACPI objects. */
    private static final Set<String> DULL = Set.of("kernfs_node_cache", "Acpi-Operand", "Acpi-Namespace", "Acpi-State");

    public static void main(String[] args) throws Exception {
        RecordingImage image = new RecordingImage(MemoryImages.open(Path.of(args[0])));
        try (Kernel kernel = KernelOpener.open(image, IsfReader.read(Path.of(args[1])))) {
            for (TableSpec<?> table : Tables.ALL) {
                walk(kernel, table);
            }
            System.err.printf("pages that tables read: %d%n", pages(image));
            keepKernelData(kernel);
            System.err.printf("and the kernel's data: %d%n", pages(image));
            keepPagesInUse(kernel);
            System.err.printf("and slabs and page tables: %d%n", pages(image));
            ImageWriter.Written written = SliceWriter.write(image, Path.of(args[2]), ImageOutputFormat.AVML);
            System.err.println(written);
        }
    }

    private static <R extends Record> void walk(Kernel kernel, TableSpec<R> table) {
        table.walker().walk(new Walk<>(kernel, table.name(), row -> {}));
    }

    private static long pages(RecordingImage image) {
        return image.touched().stream().mapToLong(r -> r.end() - r.start()).sum() / MemoryImage.PAGE_SIZE;
    }

    /** Constants with kallsyms and BTF, and data. The kernel freed the memory between these after its start. */
    private static void keepKernelData(Kernel kernel) {
        keepMapped(kernel, "__start_rodata", "__end_rodata");
        keepMapped(kernel, "_sdata", "__start_orc_unwind_ip");
        keepMapped(kernel, "orc_lookup_end", "__init_begin");
        keepMapped(kernel, "__bss_start", "_end");
    }

    private static void keepMapped(Kernel kernel, String from, String to) {
        long end = kernel.address(to);
        for (long at = kernel.address(from); at < end; at += MemoryImage.PAGE_SIZE) {
            OptionalLong physical = kernel.memory().translate(at);
            if (physical.isPresent()) {
                keep(kernel.image(), physical.getAsLong());
            }
        }
    }

    private static void keepPagesInUse(Kernel kernel) {
        long map = kernel.memory().readPointer(kernel.address("vmemmap_base"));
        KernelObject page = kernel.object("page", map);
        long size = page.type().size();
        long slab = 1L << kernel.types().constant("PG_slab").orElseThrow();
        for (PhysicalRange range : kernel.image().ranges()) {
            for (long at = range.start(); at < range.end(); at += MemoryImage.PAGE_SIZE) {
                KernelObject of = page.at(map + at / MemoryImage.PAGE_SIZE * size);
                try {
                    long mapping = of.number("mapping");
                    boolean isSlab = (of.number("flags") & slab) != 0;
                    boolean isDull = isSlab && DULL.contains(cacheName(of.as("slab")));
                    // page_type is in a union with _mapcount; if its high four bits are set, it is the page's type.
                    long type = of.number("page_type") & 0xffff_ffffL;
                    boolean isTable = !isSlab && type >= 0xf000_0000L && type != 0xffff_ffffL;
                    if (of.number("_refcount.counter") != 0 && (isSlab && !isDull || isTable)) {
                        keep(kernel.image(), at);
                    }
                } catch (UnreadableMemoryException e) {
                    // No struct page exists for memory that the kernel does not manage.
                }
            }
        }
    }

    private static String cacheName(KernelObject slab) {
        long name = slab.number("slab_cache") == 0 ? 0 : slab.target("slab_cache").number("name");
        return name == 0 ? "" : new String(slab.memory().readCString(name, 64), StandardCharsets.UTF_8);
    }

    private static void keep(MemoryImage image, long physical) {
        try {
            image.read(physical, new byte[1], 0, 1);
        } catch (UnreadableMemoryException e) {
            // The image does not have this page.
        }
    }
}
