package io.nodememory.kernel.symbols.kallsyms;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.Waiting;
import io.nodememory.kernel.symbols.kallsyms.KallsymsBlob.Form;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kallsyms tables in every form that kernels have had, and in hostile memory. */
class KallsymsTableTest {
    private static final long TEXT = 0xffff_ffff_8100_0000L;

    private static List<KallsymsEntry> entries(int count, boolean perCpu, boolean longNames) {
        List<KallsymsEntry> entries = new ArrayList<>();
        for (int i = 0; perCpu && i < 20; i++) {
            entries.add(new KallsymsEntry(i * 64L, 'A', "per_cpu_" + i, Optional.empty()));
        }
        for (int i = 0; i < count; i++) {
            String name = "__x64_sys_" + i + (longNames && i % 50 == 0 ? "x".repeat(300) : "");
            entries.add(new KallsymsEntry(TEXT + i * 16L, i % 3 == 0 ? 'T' : 't', name, Optional.empty()));
        }
        return entries;
    }

    private static List<KallsymsEntry> decode(ByteBuffer memory) {
        List<KallsymsEntry> found = new ArrayList<>();
        KallsymsTable.find(memory, KallsymsBlob.START).ifPresent(table -> table.decode(found::add));
        return found;
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void decodesEveryFormThatKernelsHaveHad(Form form) {
        boolean perCpu = form == Form.PER_CPU_BEFORE || form == Form.PER_CPU_BEHIND;
        for (boolean longNames : new boolean[] {false, true}) {
            // If labels are aligned to 4 bytes, the sequences come last.
            List<Boolean> inBetween = form == Form.SELF_RELATIVE_BEHIND ? List.of(false) : List.of(false, true);
            for (boolean sequences : inBetween) {
                for (int count : new int[] {600, 2303, 2304, 4321}) {
                    List<KallsymsEntry> entries = entries(count, perCpu, longNames);
                    assertThat(decode(new KallsymsBlob(entries, sequences).write(form)))
                            .as("%s, long names %s, sequences %s, %d".formatted(form, longNames, sequences, count))
                            .isEqualTo(entries);
                }
            }
        }
    }

    @Test
    void findsNothingWhereThereIsNothing() {
        byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);
        assertThat(decode(ByteBuffer.wrap(noise))).isEmpty();
        assertThat(decode(ByteBuffer.allocate(0))).isEmpty();
        assertThat(decode(ByteBuffer.allocate(1 << 20))).isEmpty();
    }

    @Test
    void endsSoonInMemoryFullOfTables() {
        byte[] digits = new byte[4 << 20];
        for (int i = 0; i < digits.length; i += 2) {
            digits[i] = (byte) ('0' + i / 2 % 10);
        }
        byte[] tables = repeat(new KallsymsBlob(entries(300, false, false), true)
                .write(Form.RELATIVE_BEHIND)
                .array());
        for (byte[] memory : List.of(digits, tables)) {
            Assertions.assertTimeoutPreemptively(Waiting.LIMIT, () -> decode(ByteBuffer.wrap(memory)));
        }
    }

    /** Several tables in a row whose addresses are not in order. */
    private static byte[] repeat(byte[] table) {
        for (int i = table.length - 400; i < table.length - 300; i++) {
            table[i] = (byte) i;
        }
        byte[] memory = new byte[table.length * 500];
        for (int i = 0; i < 500; i++) {
            System.arraycopy(table, 0, memory, i * table.length, table.length);
        }
        return memory;
    }

    @Test
    void survivesDamage() {
        Random random = new Random(20261124);
        int decoded = 0;
        for (Form form : Form.values()) {
            byte[] seed = new KallsymsBlob(entries(600, false, true), form != Form.PER_CPU_BEHIND)
                    .write(form)
                    .array();
            for (int round = 0; round < 400; round++) {
                byte[] bytes = seed.clone();
                for (int i = random.nextInt(5); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                int cut = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
                decoded += Assertions.assertTimeoutPreemptively(
                        Waiting.LIMIT, () -> decodes(ByteBuffer.wrap(bytes, 0, cut)));
            }
        }
        assertThat(decoded).isPositive();
    }

    private static int decodes(ByteBuffer memory) {
        try {
            return decode(memory).isEmpty() ? 0 : 1;
        } catch (BadInputException e) {
            return 0;
        }
    }

    @Test
    void looksUpByNameAndAddress() {
        List<KallsymsEntry> entries = new ArrayList<>(entries(10, true, false));
        Collections.reverse(entries);
        SymbolTable table = SymbolTable.of(entries);
        assertThat(table.find("__x64_sys_3").map(table::address)).contains(TEXT + 48);
        assertThat(table.find("nothing")).isEmpty();
        assertThat(table.name(table.nearest(TEXT + 50))).isEqualTo("__x64_sys_3");
        assertThat(table.name(table.nearest(TEXT - 1))).isEqualTo("per_cpu_19");
        assertThat(table.nearest(-1)).isEqualTo(table.size() - 1);
    }
}
