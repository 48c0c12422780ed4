package io.nodememory.kernel.symbols.dwarf;

import static io.nodememory.kernel.symbols.dwarf.DieTree.die;
import static io.nodememory.kernel.symbols.dwarf.DieTree.integer;
import static io.nodememory.kernel.symbols.dwarf.DieTree.member;
import static io.nodememory.kernel.symbols.dwarf.DieTree.struct;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.symbols.compact.CompactFile;
import io.nodememory.kernel.symbols.elf.ElfWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that choose one definition of several, on hand-made entries. */
class DwarfReaderTest {
    private static final Type.Base INT = new Type.Base("int", 4, true, Type.Base.Kind.INT);

    @TempDir
    Path folder;

    private Symbols read(DwarfWriter dwarf) throws IOException {
        return read(dwarf.elf());
    }

    private Symbols read(ElfWriter elf) throws IOException {
        return DwarfReader.read(elf.write(folder.resolve("vmlinux")), Optional.empty());
    }

    private static byte[] address(long value) {
        return new DwarfWriter.Bytes().u8(Dwarf.OP_ADDR).number(value, 8).toByteArray();
    }

    private static DieTree variable(String name, DieTree type, byte[] location) {
        return die(Dwarf.TAG_VARIABLE).name(name).type(type).attribute(Dwarf.AT_LOCATION, Dwarf.FORM_EXPRLOC, location);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void theLastStructAndVariableAndTheFirstBaseTypeOfANameCount(int version) throws IOException {
        DieTree one = integer("int", 4);
        DieTree two = integer("int", 8);
        Symbols symbols = read(new DwarfWriter(version)
                .unit(one, struct("s", 1, member("early", 0, one)), variable("v", one, address(0x1000)))
                .unit(
                        two,
                        struct("s", 2, member("middle", 0, two)),
                        struct("s", 3, member("late", 1, two)),
                        variable("v", two, address(0x2000))));
        assertThat(symbols.base("int")).contains(INT);
        assertThat(symbols.struct("s").orElseThrow().members()).containsExactly(new Member("late", 1, INT, false));
        assertThat(symbols.address("v")).hasValue(0x2000);
    }

    @Test
    void theCompactFormIsTheSameWhicheverThreadReadsAUnitFirst() throws IOException {
        DwarfWriter dwarf = new DwarfWriter(5);
        for (int i = 0; i < 300; i++) {
            DieTree integer = integer("int", 4);
            DieTree own = struct("own_" + i, 8, member("first_" + i, 0, integer));
            dwarf.unit(
                    integer,
                    own,
                    struct("shared_" + i % 10, i, member("member_" + i, 0, own), member("number", 8, integer)),
                    variable("v_" + i % 50, own, address(0x1000 + i)));
        }
        byte[] first = CompactFile.compact(read(dwarf)).bytes().array();
        for (int i = 0; i < 20; i++) {
            assertThat(CompactFile.compact(read(dwarf)).bytes().array()).isEqualTo(first);
        }
    }

    @Test
    void declarationsDoNotHideDefinitions() throws IOException {
        DieTree integer = integer("int", 4);
        DieTree declaration =
                die(Dwarf.TAG_STRUCT).name("s").attribute(Dwarf.AT_DECLARATION, Dwarf.FORM_FLAG_PRESENT, 1);
        Symbols symbols = read(new DwarfWriter(5)
                .unit(integer, struct("s", 4, member("m", 0, integer)))
                .unit(declaration));
        assertThat(symbols.struct("s").orElseThrow().size()).isEqualTo(4);
    }

    @Test
    void anonymousTypesAreNamedAsDwarf2jsonNamesThem() throws IOException {
        // struct mount of Linux 6.1 has this union; its name is from an ISF that dwarf2json made.
        DieTree union = die(Dwarf.TAG_UNION).size(16);
        DieTree callbackHead = struct("callback_head", 16);
        DieTree node = struct("llist_node", 8);
        union.with(member("mnt_rcu", 0, callbackHead), member("mnt_llist", 0, node));
        DieTree inner = die(Dwarf.TAG_MEMBER).type(union).attribute(Dwarf.AT_MEMBER_LOCATION, Dwarf.FORM_DATA1, 64);
        Symbols symbols = read(new DwarfWriter(5).unit(callbackHead, node, union, struct("mount", 80, inner)));
        Member member = symbols.struct("mount").orElseThrow().members().get(0);
        assertThat(member)
                .isEqualTo(new Member("unnamed_field_0", 64, new Type.Reference("unnamed_596851de4f37b2e4"), true));
        assertThat(symbols.struct("unnamed_596851de4f37b2e4").orElseThrow().union())
                .isTrue();
        assertThat(symbols.struct("mount")
                        .orElseThrow()
                        .member("mnt_llist")
                        .orElseThrow()
                        .offset())
                .isEqualTo(64);
    }

    @Test
    void bitFieldsOfBothKindsLieWhereTheyShould() throws IOException {
        DieTree integer = integer("int", 4);
        DieTree old = member("old", 4, integer)
                .size(4)
                .attribute(Dwarf.AT_BIT_SIZE, Dwarf.FORM_DATA1, 5)
                .attribute(Dwarf.AT_BIT_OFFSET, Dwarf.FORM_DATA1, 16);
        DieTree modern = die(Dwarf.TAG_MEMBER)
                .name("modern")
                .type(integer)
                .attribute(Dwarf.AT_BIT_SIZE, Dwarf.FORM_IMPLICIT_CONST, 5)
                .attribute(Dwarf.AT_DATA_BIT_OFFSET, Dwarf.FORM_DATA2, 43);
        Symbols symbols = read(new DwarfWriter(4).unit(integer, struct("s", 8, old, modern)));
        Type bits = new Type.BitField(INT, 3, 5);
        assertThat(symbols.struct("s").orElseThrow().members())
                .containsExactly(new Member("old", 5, bits, false), new Member("modern", 5, bits, false));
    }

    @Test
    void namesAndReferencesMayHaveAnyForm() throws IOException {
        DieTree integer = die(Dwarf.TAG_BASE)
                .attribute(Dwarf.AT_NAME, Dwarf.FORM_STRX1, "int")
                .size(4)
                .encoding(Dwarf.ATE_SIGNED);
        DieTree user = die(Dwarf.TAG_VARIABLE)
                .attribute(Dwarf.AT_NAME, Dwarf.FORM_STRING, "a_variable_with_a_long_name")
                .attribute(Dwarf.AT_TYPE, Dwarf.FORM_REF_ADDR, integer);
        DieTree shortName = die(Dwarf.TAG_VARIABLE)
                .attribute(Dwarf.AT_NAME, Dwarf.FORM_STRING, "v")
                .attribute(Dwarf.AT_TYPE, Dwarf.FORM_REF_UDATA, user)
                .attribute(Dwarf.AT_LOCATION, Dwarf.FORM_BLOCK, address(0x30));
        DieTree root = die(0x11).attribute(Dwarf.AT_STR_OFFSETS_BASE, Dwarf.FORM_SEC_OFFSET, 8);
        Symbols symbols = read(new DwarfWriter(5)
                .root(root, integer)
                .unit(user, shortName)
                .elf()
                .symbols("a_variable_with_a_long_name", 0x20, 4));
        assertThat(symbols.symbol("a_variable_with_a_long_name").orElseThrow().type())
                .contains(INT);
        assertThat(symbols.address("a_variable_with_a_long_name")).hasValue(0x20);
        assertThat(symbols.address("v")).hasValue(0x30);
    }

    @Test
    void unitsInRustAreLeftOut() throws IOException {
        DieTree rust = die(0x11).attribute(Dwarf.AT_LANGUAGE, Dwarf.FORM_DATA2, Dwarf.LANG_RUST);
        Symbols symbols =
                read(new DwarfWriter(5).unit(integer("int", 4)).root(rust, struct("Option", 8), integer("i32", 4)));
        assertThat(symbols.struct("Option")).isEmpty();
        assertThat(symbols.base("i32")).isEmpty();
        assertThat(symbols.base("int")).isPresent();
    }

    @Test
    void systemMapComesBeforeTheSymbolTableBeforeLocations() throws IOException {
        DieTree integer = integer("int", 4);
        byte[] banner = "Linux version 6.1\n\0".getBytes(StandardCharsets.US_ASCII);
        byte[] note = HexFormat.of().parseHex("0400000004000000" + "03000000" + "474e5500" + "deadbeef");
        Path elf = new DwarfWriter(5)
                .unit(
                        integer,
                        variable("all", integer, address(1)),
                        variable("two", integer, address(1)),
                        variable("one", integer, address(1)))
                .elf()
                .section(".rodata", 1, 2, 0x5000, banner)
                .section(".notes", 7, 2, 0, note)
                .symbols("all", 2, 4, "two", 2, 4, "linux_banner", 0x5000, banner.length)
                .write(folder.resolve("vmlinux"));
        Path map = Files.writeString(folder.resolve("System.map"), "0000000000000003 D all\n0000000000000004 T more\n");
        Symbols symbols = DwarfReader.read(elf, Optional.of(map));
        assertThat(symbols.address("all")).hasValue(3);
        assertThat(symbols.symbol("all").orElseThrow().type()).contains(INT);
        assertThat(symbols.address("two")).hasValue(2);
        assertThat(symbols.address("one")).hasValue(1);
        assertThat(symbols.address("more")).hasValue(4);
        assertThat(symbols.banner()).contains("Linux version 6.1");
        assertThat(symbols.buildId()).contains("deadbeef");
    }
}
