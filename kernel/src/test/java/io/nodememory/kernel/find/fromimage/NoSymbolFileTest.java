package io.nodememory.kernel.find.fromimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.TruthSys;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Symbols.Symbol;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.symbols.isf.IsfReader;
import io.nodememory.kernel.symbols.kallsyms.KallsymsEntry;
import io.nodememory.kernel.symbols.kallsyms.SymbolTable;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.kernel.table.spec.Walk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every table read without a symbol file equals the one read with the symbols of the kernel's DWARF. */
class NoSymbolFileTest {
    /** ISF files do not tell the build id, the image does. */
    private static final String BUILD_ID = "buildId=[0-9a-f]+|buildId=null";

    /** Tables that need no variable which is not found by structure; of others, rows may be missing. */
    private static final Set<String> EQUAL_WITHOUT_DATA = Set.of(
            "tasks",
            "threads",
            "credentials",
            "mounts",
            "namespaces",
            "process_namespaces",
            "containers",
            "open_files",
            "memory_maps",
            "environment",
            "sockets",
            "interfaces",
            "addresses",
            "modules",
            "iomem",
            "boot");

    /** ISF files know one address a name, and several files have a static function of such a name (udp_lib_close). */
    private static final Set<String> AMBIGUOUS =
            Set.of("notifiers", "network_handlers", "kernel_stacks", "file_handlers");

    @TestFactory
    Stream<DynamicTest> tablesEqualThoseByDwarf() {
        List<Path> captures = Corpus.captures();
        assumeTrue(!captures.isEmpty());
        return captures.stream()
                .map(capture ->
                        DynamicTest.dynamicTest(capture.getFileName().toString(), () -> equalThoseByDwarf(capture)));
    }

    private static void equalThoseByDwarf(Path capture) {
        Map<String, List<String>> expected = byDwarf(capture);
        assertThat(differences(rows(capture, ImageSymbols::find), expected))
                .as("BTF and kallsyms")
                .isEmpty();
        Map<String, List<String>> functionsOnly = rows(capture, NoSymbolFileTest::withoutData);
        Map<String, List<String>> spine = new LinkedHashMap<>(expected);
        spine.keySet().retainAll(EQUAL_WITHOUT_DATA);
        assertThat(differences(functionsOnly, spine))
                .as("kallsyms without variables")
                .isEmpty();
        functionsOnly.remove("problems");
        functionsOnly.forEach((table, rows) -> assertThat(expected.get(table))
                .as("nothing invented in " + table)
                .containsAll(rows));
    }

    @TestFactory
    Stream<DynamicTest> kallsymsEqualsProc() {
        List<Path> captures = Corpus.captures();
        assumeTrue(!captures.isEmpty());
        return captures.stream()
                .map(capture ->
                        DynamicTest.dynamicTest(capture.getFileName().toString(), () -> kallsymsEqualsProc(capture)));
    }

    private static void kallsymsEqualsProc(Path capture) {
        List<String> truth = TruthSys.lines(capture, "kallsyms").stream()
                .filter(line -> !line.endsWith("]"))
                .toList();
        List<String> found = new ArrayList<>();
        try (MemoryImage image = MemoryImages.open(capture.resolve("node.avml"))) {
            KernelInImage kernel = KernelInImage.find(image).orElseThrow();
            kernel.kallsyms()
                    .decode(entry -> found.add("%016x %c %s".formatted(entry.address(), entry.type(), entry.name())));
            assertThat(found).isEqualTo(truth);
            assertThat(wronglyPlaced(ImageSymbols.find(image), withoutData(image)))
                    .isEmpty();
        }
    }

    /** Variables that were found by structure elsewhere than kallsyms has them. */
    private static List<String> wronglyPlaced(Symbols truth, Symbols found) {
        assertThat(found.symbol("init_task").flatMap(Symbol::type)).contains(new Type.Reference("task_struct"));
        assertThat(found.address("modules")).isPresent();
        return WellKnownTypes.NAMES.stream()
                .filter(name ->
                        found.address(name).isPresent() && !found.address(name).equals(truth.address(name)))
                .toList();
    }

    private static Map<String, List<String>> byDwarf(Path capture) {
        return rows(capture, image -> IsfReader.read(capture.resolve("symbols.json.xz")));
    }

    /** Rows that only one side has, ten at most. */
    private static List<String> differences(Map<String, List<String>> found, Map<String, List<String>> expected) {
        List<String> differences = new ArrayList<>();
        expected.forEach((table, rows) -> {
            if (!rows.equals(found.get(table))) {
                differences.add("%s: %d rows, expected %d"
                        .formatted(table, found.get(table).size(), rows.size()));
                rows.stream()
                        .filter(row -> !found.get(table).contains(row))
                        .forEach(row -> differences.add("- " + row));
                found.get(table).stream()
                        .filter(row -> !rows.contains(row))
                        .forEach(row -> differences.add("+ " + row));
            }
        });
        return differences.subList(0, Math.min(10, differences.size()));
    }

    /** What COS' kernels have, where CONFIG_KALLSYMS_ALL is not set: text and initial text (scripts/kallsyms.c). */
    private static Symbols withoutData(MemoryImage image) {
        KernelInImage kernel = KernelInImage.find(image).orElseThrow();
        List<KallsymsEntry> all = new ArrayList<>();
        kernel.kallsyms().decode(all::add);
        SymbolTable table = SymbolTable.of(all);
        List<KallsymsEntry> functions = all.stream()
                .filter(entry ->
                        within(table, entry, "_stext", "_etext") || within(table, entry, "_sinittext", "_einittext"))
                .toList();
        return ImageSymbols.of(kernel, functions);
    }

    private static boolean within(SymbolTable table, KallsymsEntry entry, String start, String end) {
        return entry.address() >= table.find(start).map(table::address).orElseThrow()
                && entry.address() < table.find(end).map(table::address).orElseThrow();
    }

    private static Map<String, List<String>> rows(Path capture, Function<MemoryImage, Symbols> symbols) {
        MemoryImage image = MemoryImages.open(capture.resolve("node.avml"));
        Map<String, List<String>> rows = new LinkedHashMap<>();
        try (Kernel kernel = KernelOpener.open(image, symbols.apply(image))) {
            for (TableSpec<?> spec : Tables.ALL) {
                List<String> table = new ArrayList<>();
                walk(kernel, spec, table);
                rows.put(spec.name(), table);
            }
        }
        return rows;
    }

    private static <R extends Record> void walk(Kernel kernel, TableSpec<R> spec, List<String> rows) {
        spec.walker()
                .walk(new Walk<>(
                        kernel,
                        spec.name(),
                        row -> rows.add(row.toString()
                                .replaceAll(BUILD_ID, "buildId")
                                .replaceAll(
                                        AMBIGUOUS.contains(spec.name()) ? "(symbol|operations)=[^,]+" : "^$",
                                        "symbol"))));
    }
}
