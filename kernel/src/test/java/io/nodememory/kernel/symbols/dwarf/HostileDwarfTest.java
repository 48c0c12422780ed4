package io.nodememory.kernel.symbols.dwarf;

import static io.nodememory.kernel.symbols.dwarf.DieTree.die;
import static io.nodememory.kernel.symbols.dwarf.DieTree.integer;
import static io.nodememory.kernel.symbols.dwarf.DieTree.member;
import static io.nodememory.kernel.symbols.dwarf.DieTree.struct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.Waiting;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.elf.ElfWriter;
import io.nodememory.kernel.symbols.file.Mutations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged and hostile ELF files with DWARF: each gives an error of one sentence, in bounded time and memory. */
class HostileDwarfTest {
    private static final int MUTATIONS = 1500;
    private static final Duration LIMIT = Waiting.LIMIT;

    @TempDir
    Path folder;

    private static DwarfWriter sample(int version) {
        DieTree integer = integer("int", 4);
        DieTree union = die(Dwarf.TAG_UNION).size(4).with(member("x", 0, integer), member("y", 0, integer));
        DieTree pointer = die(Dwarf.TAG_POINTER).size(8);
        DieTree task = struct("task_struct", 16, member("u", 0, union), member("next", 8, pointer));
        pointer.type(task);
        DieTree array = die(Dwarf.TAG_ARRAY)
                .type(integer)
                .with(die(Dwarf.TAG_SUBRANGE).attribute(Dwarf.AT_COUNT, Dwarf.FORM_DATA1, 3));
        DieTree enumeration = die(Dwarf.TAG_ENUMERATION)
                .size(4)
                .with(die(Dwarf.TAG_ENUMERATOR).name("ONE").attribute(Dwarf.AT_CONST_VALUE, Dwarf.FORM_SDATA, -1));
        DieTree typedef = die(Dwarf.TAG_TYPEDEF).name("task_t").type(task);
        DieTree variable = die(Dwarf.TAG_VARIABLE)
                .name("init_task")
                .type(typedef)
                .attribute(Dwarf.AT_LOCATION, Dwarf.FORM_EXPRLOC, new byte[] {3, 1, 2, 3, 4, 5, 6, 7, 8});
        DieTree other = die(Dwarf.TAG_VARIABLE).name("table").type(array);
        DieTree third = die(Dwarf.TAG_VARIABLE).name("state").type(enumeration);
        return new DwarfWriter(version)
                .unit(integer, union, pointer, task, array, enumeration, typedef, variable)
                .unit(integer("long", 8))
                .unit(die(Dwarf.TAG_SUBROUTINE)
                        .with(die(Dwarf.TAG_FORMAL_PARAMETER).attribute(Dwarf.AT_TYPE, Dwarf.FORM_REF_ADDR, pointer)))
                .unit(integer("short", 2), retyped(other, integer), retyped(third, enumeration));
    }

    /** References to other units need another form. */
    private static DieTree retyped(DieTree variable, DieTree type) {
        return die(Dwarf.TAG_VARIABLE)
                .name((String) variable.attributes.get(0).value())
                .attribute(Dwarf.AT_TYPE, Dwarf.FORM_REF_ADDR, type);
    }

    private boolean refused(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("hostile"), bytes);
        try {
            Symbols symbols = DwarfReader.read(file, Optional.empty());
            symbols.structNames().forEach(symbols::struct);
            return false;
        } catch (BadInputException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n").hasSizeLessThan(600);
            return true;
        }
    }

    private void mutate(byte[] original, int seed) {
        assertTimeoutPreemptively(LIMIT, () -> {
            Random random = new Random(seed);
            int refused = 0;
            for (int i = 0; i < MUTATIONS; i++) {
                refused += refused(Mutations.of(original, random)) ? 1 : 0;
            }
            assertThat(refused).isPositive();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void damagedFiles(int version) throws IOException {
        byte[] elf = sample(version).elf().symbols("init_task", 0x1000, 16).bytes();
        assertThat(refused(elf)).as("the sample itself").isFalse();
        mutate(elf, version);
    }

    @Test
    void damagedRelocatableFiles() throws IOException {
        byte[] relocation = new byte[48];
        relocation[0] = 20;
        relocation[8] = 10;
        relocation[12] = 1;
        byte[] elf = sample(5)
                .elf()
                .symbols("init_task", 0, 16)
                .relocations(".debug_info", relocation)
                .relocatable()
                .bytes();
        mutate(elf, 6);
    }

    @Test
    void damagedCompressedSections() throws IOException {
        byte[] plain = sample(5).elf().bytes();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.write(new byte[] {1, 0, 0, 0, 0, 0, 0, 0});
        packed.write(new byte[] {0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0});
        try (OutputStream out = new DeflaterOutputStream(packed)) {
            out.write(plain, 64, 256);
        }
        byte[] elf = new ElfWriter()
                .section(".debug_info", 1, 0x800, 0, packed.toByteArray())
                .section(".debug_abbrev", new byte[] {0})
                .bytes();
        mutate(elf, 7);
    }

    @Test
    void typesThatContainThemselves() throws IOException {
        DieTree loop = die(Dwarf.TAG_TYPEDEF).name("loop");
        loop.type(loop);
        DieTree first = die(Dwarf.TAG_CONST);
        DieTree second = die(Dwarf.TAG_VOLATILE).type(first);
        first.type(second);
        DieTree anonymous = die(Dwarf.TAG_STRUCT).size(8);
        anonymous.with(member("self", 0, anonymous));
        DieTree array = die(Dwarf.TAG_ARRAY);
        array.type(array);
        for (DieTree type : new DieTree[] {loop, first, anonymous, array}) {
            DieTree variable = die(Dwarf.TAG_VARIABLE).name("v").type(type);
            byte[] elf = new DwarfWriter(5)
                    .unit(loop, first, second, anonymous, array, variable)
                    .elf()
                    .bytes();
            assertTimeoutPreemptively(LIMIT, () -> assertThat(refused(elf)).isTrue());
        }
    }

    @Test
    void anonymousTypesThatDoubleAtEveryLevel() throws IOException {
        DieTree[] levels = new DieTree[60];
        levels[0] = integer("int", 4);
        for (int i = 1; i < levels.length; i++) {
            levels[i] = struct(null, 8, member("a", 0, levels[i - 1]), member("b", 4, levels[i - 1]));
        }
        byte[] elf = new DwarfWriter(5).unit(levels).elf().bytes();
        assertTimeoutPreemptively(LIMIT, () -> assertThat(refused(elf)).isTrue());
    }

    @Test
    void entriesNestedWithoutEnd() throws IOException {
        DieTree inner = die(0x0b);
        DieTree outer = inner;
        for (int i = 0; i < 600; i++) {
            outer = die(0x0b).with(outer);
        }
        byte[] elf = new DwarfWriter(5).unit(outer).elf().bytes();
        assertThat(refused(elf)).isTrue();
    }

    @Test
    void aFileWithoutDebugInformationSaysSo() throws IOException {
        assertThat(refused(new ElfWriter().section(".text", new byte[16]).bytes()))
                .isTrue();
    }
}
