import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.RecordingImage;
import io.nodememory.kernel.image.write.ImageOutputFormat;
import io.nodememory.kernel.image.write.SliceWriter;
import io.nodememory.kernel.linux.fs.CachedContent;
import io.nodememory.kernel.linux.module.ModuleTypes;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.compact.SymbolsBuilder;
import io.nodememory.kernel.symbols.isf.IsfReader;
import io.nodememory.kernel.symbols.isf.IsfWriter;
import io.nodememory.kernel.table.PageCacheRow;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.kernel.table.spec.Walk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reduces an image and its symbols for this folder: {@code Cut.java IMAGE SYMBOLS OUT} writes {@code symbols.json.xz} and
 * {@code node.avml} into OUT.
 *
 * <p>The symbols lack names that no table uses. They also have the types of the module overlay, which the image holds as BTF:
 * a table that reads them there reads the whole BTF of the kernel, which is larger than everything else. The slice has the
 * pages that all tables read with these symbols, like {@code nodemem image slice --all}, and the contents of the files that
 * tests extract. Ends with status 1 if the rows of the slice differ from the rows of the image.
 */
public class Cut {
    /** Names that the compiler, the linker and macros generate; none is a function, and no table uses them. */
    private static final Pattern NOISE = Pattern.compile("(\\.|__pfx_|__UNIQUE_ID_|__kstrtab|__ksymtab_|__crc_|__tpstrtab_|__setup_"
            + "|__initcall_|__exitcall_|__param_|__compound_literal|__already_done|__func__|__key\\.|__msg\\.|event_|__event_"
            + "|trace_event_fields_|trace_event_type_funcs_|print_fmt_|__SCK__|descriptor\\.|_entry\\.|_rs\\.|str__).*|");

    private static final Set<String> FILES = Set.of("/etc/lab.conf", "/etc/passwd", "/bin/work");

    public static void main(String[] args) throws IOException {
        Path image = Path.of(args[0]);
        Path symbols = Path.of(args[2]).resolve("symbols.json.xz");
        Path slice = Path.of(args[2]).resolve("node.avml");
        List<String> expected;
        try (Kernel kernel = KernelOpener.open(MemoryImages.open(image), IsfReader.read(Path.of(args[1])))) {
            expected = rows(kernel);
            IsfWriter.write(reduced(kernel), symbols, "nodemem 1.0.0");
        }
        RecordingImage recording = new RecordingImage(MemoryImages.open(image));
        try (Kernel kernel = KernelOpener.open(recording, IsfReader.read(symbols))) {
            rows(kernel);
            kernel.memory().readCString(kernel.address("linux_banner"), 512);
            contents(kernel);
            System.err.println(SliceWriter.write(recording, slice, ImageOutputFormat.AVML));
        }
        List<String> actual;
        try (Kernel kernel = KernelOpener.open(MemoryImages.open(slice), IsfReader.read(symbols))) {
            actual = rows(kernel);
        }
        System.err.printf("%d rows of the image, %d of the slice%n", expected.size(), actual.size());
        List<String> lost = new ArrayList<>(expected);
        lost.removeAll(Set.copyOf(actual));
        lost.forEach(row -> System.err.println("only the image has: " + row));
        actual.removeAll(Set.copyOf(expected));
        actual.forEach(row -> System.err.println("only the slice has: " + row));
        System.exit(lost.isEmpty() && actual.isEmpty() ? 0 : 1);
    }

    private static Symbols reduced(Kernel kernel) {
        Symbols all = kernel.symbols();
        SymbolsBuilder kept = new SymbolsBuilder().types(all).origin(all.origin());
        ModuleTypes.of(kernel).types("overlay").ifPresent(types -> {
            for (String name : List.of("ovl_fs", "ovl_config")) {
                StructType struct = types.require(name);
                kept.struct(name, struct.union(), struct.size(), struct.members());
            }
        });
        all.symbols()
                .filter(symbol -> !NOISE.matcher(symbol.name()).matches())
                .forEach(symbol -> kept.symbol(symbol.name(), symbol.address(), symbol.type().orElse(null)));
        all.buildId().ifPresent(kept::buildId);
        String banner = all.banner().orElseThrow() + "\n\0";
        return kept.constantData("linux_banner", banner.getBytes(StandardCharsets.UTF_8)).build();
    }

    private static List<String> rows(Kernel kernel) {
        List<String> rows = new ArrayList<>();
        for (TableSpec<?> table : Tables.ALL) {
            walk(kernel, table, rows);
        }
        kernel.problems().list().forEach(problem -> rows.add("problem: " + problem));
        return rows;
    }

    private static <R extends Record> void walk(Kernel kernel, TableSpec<R> table, List<String> rows) {
        table.walker().walk(new Walk<>(kernel, table.name(), row -> rows.add(table.name() + ": " + row)));
    }

    private static void contents(Kernel kernel) {
        PageCacheRow.walk(new Walk<>(kernel, "page_cache", row -> {
            if (row.path() != null && FILES.contains(row.path())) {
                CachedContent content = CachedContent.of(kernel, kernel.object("inode", row.address()));
                try {
                    content.write(OutputStream.nullOutputStream(), content.lengthWithin(0));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        }));
    }
}
