package io.nodememory.kernel.symbols.btf;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.find.fromimage.GuestFiles;
import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Type;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The types of a kernel from its BTF equal those from its DWARF. */
class BtfAgainstDwarfTest {
    /** Names of different structs in several source files of one kernel; producers keep any one of them. */
    private static final Set<String> AMBIGUOUS = Set.of(
            "chksum_desc_ctx",
            "elf_note_info",
            "elf_thread_core_info",
            "getdents_callback",
            "irq_info",
            "mm_slot",
            "netlbl_domhsh_walk_arg",
            "node",
            "pci_root_info",
            "arm_smmu_device",
            "arm_smmu_domain",
            "of_bus",
            "perf_aux_event",
            "pm8xxx_pin_data",
            "tlb_inv_context",
            "uart_amba_port",
            "remap_data",
            "syscall_tp_t");

    /** A pointer whose target is only declared, by its tag, while the reader of DWARF knows the typedef of the definition. */
    private static final Set<String> DECLARED_ONLY = Set.of("efi_system_table_t", "ZSTD_CCtx", "ZSTD_CCtx_s");

    @Test
    void hasTheStructsOfTheSameKernelsDwarf() {
        for (Corpus.Sample sample : Corpus.samplesWithSymbolsInside().toList()) {
            Symbols dwarf = sample.symbols();
            BtfTypes btf = new BtfTypes(Btf.parse(ByteBuffer.wrap(GuestFiles.btf(sample))));
            TypeComparison comparison = new TypeComparison(dwarf, btf);
            Map<String, List<String>> differences = new TreeMap<>();
            dwarf.structNames().filter(name -> !name.startsWith("unnamed_")).forEach(name -> {
                Optional<StructType> found = btf.struct(name);
                List<String> differing = found.map(
                                struct -> comparison.compare(dwarf.struct(name).orElseThrow(), struct))
                        .orElse(List.of("missing"));
                if (!differing.isEmpty()) {
                    differences.put(name, differing);
                }
            });
            differences.keySet().removeAll(AMBIGUOUS);
            differences.keySet().removeAll(DECLARED_ONLY);
            assertThat(differences).as(sample.toString()).isEmpty();
            assertThat(comparison.members()).isGreaterThan(40_000);
        }
    }

    @Test
    void hasTheEnumerationsAndNumbersOfTheSameKernelsDwarf() {
        for (Corpus.Sample sample : Corpus.samplesWithSymbolsInside().toList()) {
            Symbols dwarf = sample.symbols();
            BtfTypes btf = new BtfTypes(Btf.parse(ByteBuffer.wrap(GuestFiles.btf(sample))));
            // Older BTF keeps the low 32 bits of an enumerator but not its sign.
            long mask = btf.btf().signedEnumsMarked() ? -1 : 0xffff_ffffL;
            Map<String, String> differences = new TreeMap<>();
            dwarf.enumNames().filter(name -> !name.startsWith("unnamed_")).forEach(name -> {
                Map<String, Long> expected =
                        masked(dwarf.enumeration(name).orElseThrow().constants(), mask);
                Map<String, Long> actual = btf.enumeration(name)
                        .map(found -> masked(found.constants(), mask))
                        .orElse(Map.of());
                if (!expected.isEmpty() && !expected.equals(actual)) {
                    differences.put(name, expected + " / " + actual);
                }
            });
            // Two source files declare it in different ways.
            differences.remove("energy_perf_value_index");
            assertThat(differences).as(sample.toString()).isEmpty();
            for (String name : List.of("int", "long unsigned int", "signed char", "unsigned char", "short int")) {
                Type.Base expected = dwarf.base(name).orElseThrow();
                assertThat(btf.base(name)).as(name).contains(expected);
            }
            assertThat(btf.base("_Bool")).get().extracting(Type.Base::kind).isEqualTo(Type.Base.Kind.BOOL);
        }
    }

    private static Map<String, Long> masked(Map<String, Long> constants, long mask) {
        Map<String, Long> masked = new TreeMap<>();
        constants.forEach((name, value) -> masked.put(name, value & mask));
        return masked;
    }
}
