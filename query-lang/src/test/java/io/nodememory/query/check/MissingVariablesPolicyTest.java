package io.nodememory.query.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.evidence.EvidenceStore;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.isf.IsfReader;
import io.nodememory.query.check.RuleResult.Outcome;
import io.nodememory.query.policy.PolicyReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample by symbols that name functions and no variables: what a rule cannot see does not let it pass. */
class MissingVariablesPolicyTest {
    /** The ends of the kernel and its task list, without which nothing is read at all. */
    private static final Set<String> KEPT =
            Set.of("_text", "_stext", "_etext", "_sinittext", "_einittext", "_end", "init_task");

    @Test
    void noRulePassesOnATableThatLacksRowsAndNoneFiresAnew(@TempDir Path folder) {
        NodeRows whole = NodeRows.sample().compared();
        NodeRows less = withoutVariables().compared();
        Map<String, Integer> before = whole.counts();
        Set<String> lacking = less.counts().entrySet().stream()
                .filter(table -> table.getValue() < before.get(table.getKey()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        assertThat(lacking).contains("lsm_hooks", "file_handlers", "notifiers", "network_handlers", "kernel_settings");

        try (EvidenceStore store = NodeRows.open(folder)) {
            List<RuleResult> full = check(store, whole);
            List<RuleResult> blind = check(store, less);
            Set<String> firing = ids(full, Outcome.FAIL);

            assertThat(blind.stream()
                            .filter(result -> result.outcome() == Outcome.PASS)
                            .filter(result -> result.rule().queries().stream()
                                    .flatMap(query -> query.tables().stream())
                                    .anyMatch(use -> lacking.contains(use.table())))
                            .map(result -> result.rule().rule().id()))
                    .as("rules that pass on a table that lacks rows")
                    .isEmpty();
            assertThat(firing).containsAll(ids(blind, Outcome.FAIL));
            assertThat(ids(blind, Outcome.UNDECIDED)).contains("hooked-security-module", "hooked-file-operation");
        }
    }

    private static List<RuleResult> check(EvidenceStore store, NodeRows rows) {
        long id = rows.store(store).id();
        return NodeCheck.run(CheckRequest.of(store, List.of(PolicyReader.read("gke-cos")), id))
                .results();
    }

    private static Set<String> ids(List<RuleResult> results, Outcome outcome) {
        return results.stream()
                .filter(result -> result.outcome() == outcome)
                .map(result -> result.rule().rule().id())
                .collect(Collectors.toSet());
    }

    private static NodeRows withoutVariables() {
        Path folder = Path.of("../samples/node");
        try (Kernel kernel = KernelOpener.open(
                MemoryImages.open(folder.resolve("node.avml")), IsfReader.read(folder.resolve("symbols.json.xz")))) {
            return NodeRows.of(new Kernel(
                    kernel.architecture(),
                    kernel.image(),
                    functions(kernel.symbols()),
                    kernel.memory(),
                    kernel.shift()));
        }
    }

    private static Symbols functions(Symbols all) {
        long start = all.address("_stext").orElseThrow();
        long end = all.address("_etext").orElseThrow();
        return (Symbols) Proxy.newProxyInstance(
                Symbols.class.getClassLoader(), new Class<?>[] {Symbols.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("symbols")) {
                        return named(all, start, end);
                    } else if (method.getName().equals("address")) {
                        String name = (String) arguments[0];
                        OptionalLong address = all.address(name);
                        return address.isEmpty() || isNamed(name, address.getAsLong(), start, end)
                                ? address
                                : OptionalLong.empty();
                    }
                    try {
                        return method.invoke(all, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Stream<Symbols.Symbol> named(Symbols all, long start, long end) {
        return all.symbols().filter(symbol -> isNamed(symbol.name(), symbol.address(), start, end));
    }

    private static boolean isNamed(String name, long address, long start, long end) {
        return KEPT.contains(name) || (address >= start && address < end);
    }
}
