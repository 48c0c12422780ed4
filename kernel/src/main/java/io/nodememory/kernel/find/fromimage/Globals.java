package io.nodememory.kernel.find.fromimage;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.object.Types;
import io.nodememory.kernel.symbols.MissingSymbolException;
import io.nodememory.kernel.symbols.Symbols.Origin;
import io.nodememory.kernel.symbols.btf.BtfSymbols;
import io.nodememory.kernel.symbols.btf.BtfTypes;
import io.nodememory.kernel.symbols.kallsyms.KallsymsEntry;
import io.nodememory.kernel.symbols.kallsyms.SymbolTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The variables of a kernel whose kallsyms has functions only. Each finder returns the addresses that the kernel's own
 * structures prove; the description names the variables that none of them finds.
 *
 * @param found letter {@code ?} in the place of the one that kallsyms gives
 * @param missing names that evidence tables use, or could use
 */
record Globals(List<KallsymsEntry> found, List<String> missing) {
    /** In order: later ones use what earlier ones found. */
    private static final List<Consumer<GlobalSearch>> FINDERS = List.of(
            VmcoreInfoGlobals::find,
            BootGlobals::find,
            InitTaskGlobals::find,
            ListHeadGlobals::modules,
            ListHeadGlobals::others,
            PerCpuGlobals::find,
            TableGlobals::find,
            SysctlGlobals::find,
            ResourceGlobals::find,
            ReferencedGlobals::find,
            TracingGlobals::find,
            NotifierGlobals::find,
            MemoryBaseGlobals::find);

    /** Whether kallsyms has data: every kernel with CONFIG_KALLSYMS_ALL has all of these. */
    private static boolean complete(KernelInImage kernel, SymbolTable symbols) {
        return symbols.find("init_task").isPresent()
                && symbols.find("linux_banner").isPresent()
                && symbols.find(kernel.finder().topTable()).isPresent();
    }

    static Globals find(KernelInImage kernel, SymbolTable symbols, BtfTypes btf) {
        if (complete(kernel, symbols)) {
            return new Globals(List.of(), List.of());
        }
        Origin origin = new Origin("kallsyms without data", true);
        BtfSymbols known = new BtfSymbols(origin, btf, symbols, Map.of(), Optional.empty(), Optional.empty());
        GlobalSearch search = new GlobalSearch(kernel.whole(), symbols, btf, new Types(known, kernel.memory()));
        FINDERS.forEach(finder -> attempt(finder, search));
        List<KallsymsEntry> found = search.all().entrySet().stream()
                .map(entry -> new KallsymsEntry(entry.getValue(), '?', entry.getKey(), Optional.empty()))
                .toList();
        List<String> missing = WellKnownTypes.names(kernel.place().architecture()).stream()
                .filter(name -> search.address(name).isEmpty() && WellKnownTypes.possible(name, btf))
                .toList();
        return new Globals(found, missing);
    }

    private static void attempt(Consumer<GlobalSearch> finder, GlobalSearch search) {
        try {
            finder.accept(search);
        } catch (UnreadableMemoryException | MissingSymbolException e) {
            // The structures that the finder uses are damaged or not of this kernel; its variables stay missing.
        }
    }

    /** The result in words, appended to the origin's description; empty if kallsyms is complete. */
    String description() {
        if (found.isEmpty() && missing.isEmpty()) {
            return "";
        }
        String lacking = missing.isEmpty() ? "" : ", not found: " + String.join(", ", missing);
        return ", which has no variables (CONFIG_KALLSYMS_ALL is off); %d found by structure%s"
                .formatted(found.size(), lacking);
    }
}
