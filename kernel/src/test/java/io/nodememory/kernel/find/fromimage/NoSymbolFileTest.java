package io.nodememory.kernel.find.fromimage;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.TruthSys;
import io.nodememory.kernel.arch.Architectures;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Symbols.Symbol;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.symbols.kallsyms.KallsymsEntry;
import io.nodememory.kernel.symbols.kallsyms.SymbolTable;
import io.nodememory.kernel.table.Tables;
import io.nodememory.kernel.table.spec.TableSpec;
import io.nodememory.kernel.table.spec.Walk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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
        return Corpus.samplesWithSymbolsInside()
                .map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> equalThoseByDwarf(sample)));
    }

    private static void equalThoseByDwarf(Corpus.Sample sample) {
        Map<String, List<String>> expected = byDwarf(sample);
        if (hasVariables(sample)) {
            assertThat(differences(rows(sample, ImageSymbols::find), expected))
                    .as("BTF and kallsyms")
                    .isEmpty();
        }
        if (isPartial(sample)) {
            // Variables are then found by the code that refers to them, which is not in the image
            return;
        }
        Map<String, List<String>> functionsOnly = rows(sample, NoSymbolFileTest::withoutData);
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

    /** Whether the kernel was built with CONFIG_KALLSYMS_ALL: Debian's 6.1 for arm64 was not. */
    private static boolean hasVariables(Corpus.Sample sample) {
        try (MemoryImage image = MemoryImages.open(sample.image())) {
            return !ImageSymbols.find(image).origin().description().contains("CONFIG_KALLSYMS_ALL is off");
        }
    }

    private static boolean isPartial(Corpus.Sample sample) {
        try (MemoryImage image = MemoryImages.open(sample.image())) {
            return image.partial();
        }
    }

    @TestFactory
    Stream<DynamicTest> kallsymsEqualsProc() {
        return Corpus.samplesWithSymbolsInside()
                .map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> kallsymsEqualsProc(sample)));
    }

    private static void kallsymsEqualsProc(Corpus.Sample sample) {
        try (MemoryImage image = MemoryImages.open(sample.image())) {
            KernelInImage kernel = KernelInImage.find(image).orElseThrow();
            List<KallsymsEntry> found = GuestFiles.entries(kernel);
            if (sample.hasTruthSys()) {
                assertThat(found.stream().map(GuestFiles::line))
                        .containsExactlyElementsOf(TruthSys.lines(sample.folder(), "kallsyms").stream()
                                .filter(line -> !line.endsWith("]"))
                                .toList());
            } else {
                assertThat(misplaced(found, sample.symbols())).isEmpty();
            }
            assertThat(wronglyPlaced(ImageSymbols.find(image), withoutData(image)))
                    .isEmpty();
        }
    }

    /** Entries with a name of their own which the link put elsewhere: all lie as far from there as the kernel's text does. */
    private static List<String> misplaced(List<KallsymsEntry> found, Symbols linked) {
        Map<String, Long> names =
                found.stream().collect(Collectors.groupingBy(KallsymsEntry::name, Collectors.counting()));
        long shift = SymbolTable.of(found)
                        .find("_text")
                        .map(SymbolTable.of(found)::address)
                        .orElseThrow()
                - linked.address("_text").orElseThrow();
        List<KallsymsEntry> unique = found.stream()
                .filter(entry -> names.get(entry.name()) == 1
                        && linked.address(entry.name()).isPresent()
                        // Of variables of each processor's it is an offset, which nobody moves
                        && entry.address() < 0)
                .toList();
        assertThat(unique).hasSizeGreaterThan(found.size() / 2);
        return unique.stream()
                .filter(entry ->
                        entry.address() - shift != linked.address(entry.name()).orElseThrow())
                .map(GuestFiles::line)
                .toList();
    }

    /** Variables that were found by structure elsewhere than kallsyms has them. */
    private static List<String> wronglyPlaced(Symbols truth, Symbols found) {
        assertThat(found.symbol("init_task").flatMap(Symbol::type)).contains(new Type.Reference("task_struct"));
        assertThat(found.address("modules")).isPresent();
        return Architectures.ALL.stream()
                .flatMap(architecture -> WellKnownTypes.names(architecture).stream())
                .distinct()
                // x86-64 prints this other name of init_top_pgt in VMCOREINFO alone
                .filter(name -> truth.address(name).isPresent() || !name.equals("swapper_pg_dir"))
                .filter(name ->
                        found.address(name).isPresent() && !found.address(name).equals(truth.address(name)))
                .toList();
    }

    private static Map<String, List<String>> byDwarf(Corpus.Sample sample) {
        return rows(sample, image -> sample.symbols());
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
        List<KallsymsEntry> all = GuestFiles.entries(kernel);
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

    private static Map<String, List<String>> rows(Corpus.Sample sample, Function<MemoryImage, Symbols> symbols) {
        MemoryImage image = MemoryImages.open(sample.image());
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
