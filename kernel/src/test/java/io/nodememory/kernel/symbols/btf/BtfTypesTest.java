package io.nodememory.kernel.symbols.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Type;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Types decoded from hand-made BTF blobs. */
class BtfTypesTest {
    private static final int SIGNED = 1;
    private static final int PTR = 2;
    private static final int ARRAY = 3;
    private static final int STRUCT = 4;
    private static final int UNION = 5;
    private static final int ENUM = 6;
    private static final int FWD = 7;
    private static final int TYPEDEF = 8;
    private static final int CONST = 10;
    private static final int FUNC_PROTO = 13;
    private static final int VAR = 14;
    private static final int DATASEC = 15;
    private static final int TYPE_TAG = 18;
    private static final int ENUM64 = 19;

    private final BtfBlob blob = new BtfBlob();
    private final int integer = blob.integer("int", 4, SIGNED);
    private final int unsigned = blob.integer("unsigned int", 4, 0);

    private BtfTypes types() {
        return new BtfTypes(Btf.parse(blob.build()));
    }

    private Member member(BtfTypes types, String struct, String name) {
        return types.struct(struct).flatMap(type -> type.member(name)).orElseThrow();
    }

    @Test
    void placesBitFieldsInTheirUnits() {
        int word = blob.name("flags");
        int wide = blob.name("wide");
        blob.type("s", STRUCT, true, 2, 12, word, unsigned, 3 << 24 | (32 + 5), wide, unsigned, 64);
        BtfTypes types = types();
        assertThat(member(types, "s", "flags").offset()).isEqualTo(4);
        assertThat(member(types, "s", "flags").type())
                .isEqualTo(new Type.BitField(types.base("unsigned int").orElseThrow(), 5, 3));
        assertThat(member(types, "s", "wide").offset()).isEqualTo(8);
        assertThat(member(types, "s", "wide").type())
                .isEqualTo(types.base("unsigned int").orElseThrow());
    }

    @Test
    void placesBitFieldsOfPackedStructsThatCrossUnits() {
        blob.type("s", STRUCT, true, 1, 8, blob.name("crossing"), unsigned, 10 << 24 | 27);
        assertThat(member(types(), "s", "crossing")).satisfies(member -> {
            assertThat(member.offset()).isEqualTo(3);
            assertThat(member.type())
                    .isEqualTo(new Type.BitField(types().base("unsigned int").orElseThrow(), 3, 10));
        });
    }

    @Test
    void readsBitFieldsFromBeforeTheKindFlag() {
        int threeBits = blob.type("unsigned int", 1, false, 0, 4, 3);
        blob.type("s", STRUCT, false, 1, 4, blob.name("old"), threeBits, 7);
        assertThat(member(types(), "s", "old").type()).isInstanceOfSatisfying(Type.BitField.class, field -> {
            assertThat(field.position()).isEqualTo(7);
            assertThat(field.length()).isEqualTo(3);
        });
    }

    @Test
    void findsMembersThroughAnonymousUnions() {
        int union = blob.type("", UNION, false, 2, 4, blob.name("a"), integer, 0, blob.name("b"), integer, 0);
        int struct = blob.type("", STRUCT, false, 2, 12, blob.name("c"), integer, 0, 0, union, 64);
        blob.type("outer", STRUCT, false, 1, 16, 0, struct, 32);
        StructType outer = types().struct("outer").orElseThrow();
        assertThat(outer.members())
                .singleElement()
                .satisfies(member -> assertThat(member.anonymous()).isTrue());
        assertThat(outer.member("c")).get().extracting(Member::offset).isEqualTo(4L);
        assertThat(outer.member("b")).get().extracting(Member::offset).isEqualTo(12L);
        assertThat(outer.member("d")).isEmpty();
    }

    @Test
    void followsTypedefsAndQualifiers() {
        int anonymous = blob.type("", STRUCT, false, 1, 4, blob.name("counter"), integer, 0);
        int atomic = blob.type("atomic_t", TYPEDEF, false, 0, anonymous);
        int outer = blob.type("atomic_alias_t", TYPEDEF, false, 0, atomic);
        int qualified = blob.type("", CONST, false, 0, blob.type("rcu", TYPE_TAG, false, 0, outer));
        int pointer = blob.type("", PTR, false, 0, qualified);
        int number = blob.type("u32", TYPEDEF, false, 0, unsigned);
        blob.type("s", STRUCT, false, 2, 16, blob.name("p"), pointer, 0, blob.name("n"), number, 64);
        BtfTypes types = types();
        assertThat(member(types, "s", "p").type()).isEqualTo(new Type.Pointer(new Type.Reference("atomic_t")));
        assertThat(member(types, "s", "n").type())
                .isEqualTo(types.base("unsigned int").orElseThrow());
        assertThat(types.struct("atomic_alias_t")).get().satisfies(alias -> {
            assertThat(alias.name()).isEqualTo("atomic_alias_t");
            assertThat(alias.member("counter")).isPresent();
        });
    }

    @Test
    void namesPointersToWhatIsOnlyDeclaredToFunctionsAndToNothing() {
        int forward = blob.type("later", FWD, false, 0, 0);
        int proto = blob.type("", FUNC_PROTO, false, 0, 0);
        int[] pointers = {
            blob.type("", PTR, false, 0, forward), blob.type("", PTR, false, 0, proto), blob.type("", PTR, false, 0, 0)
        };
        int array = blob.type("", ARRAY, false, 0, 0, pointers[2], integer, 7);
        blob.type(
                "s",
                STRUCT,
                false,
                4,
                80,
                blob.name("f"),
                pointers[0],
                0,
                blob.name("g"),
                pointers[1],
                64,
                blob.name("v"),
                pointers[2],
                128,
                blob.name("a"),
                array,
                192);
        BtfTypes types = types();
        assertThat(member(types, "s", "f").type()).isEqualTo(new Type.Pointer(new Type.Reference("later")));
        assertThat(types.struct("later")).isEmpty();
        assertThat(member(types, "s", "g").type()).isEqualTo(new Type.Pointer(new Type.Function()));
        assertThat(member(types, "s", "v").type()).isEqualTo(new Type.Pointer(new Type.Unknown()));
        assertThat(member(types, "s", "a").type()).isEqualTo(new Type.Array(new Type.Pointer(new Type.Unknown()), 7));
    }

    @Test
    void readsEnumerationsWithAndWithoutMarkedSigns() {
        blob.type("old", ENUM, false, 2, 4, blob.name("MINUS"), -1, blob.name("ONE"), 1);
        assertThat(types().enumeration("old").orElseThrow().constants()).containsEntry("MINUS", -1L);
        blob.type("wide", ENUM64, false, 1, 8, blob.name("BIG"), 1, 1);
        blob.type("", TYPEDEF, false, 0, 0);
        assertThat(types().enumeration("wide").orElseThrow().constants()).containsEntry("BIG", 0x1_0000_0001L);
        assertThat(types().enumeration("old").orElseThrow().constants()).containsEntry("MINUS", 0xffff_ffffL);
    }

    @Test
    void givesVariablesTheirTypes() {
        int variable = blob.type("cpu_number", VAR, false, 0, integer, 1);
        blob.type(".data..percpu", DATASEC, false, 1, 4096, variable, 128, 4);
        assertThat(types().variable("cpu_number")).contains(new Type.Base("int", 4, true, Type.Base.Kind.INT));
    }

    @Test
    void continuesAKernelsTypesInItsModules() {
        blob.type("base_struct", STRUCT, false, 1, 4, blob.name("x"), integer, 0);
        Btf base = Btf.parse(blob.build());
        BtfBlob module = blob.split();
        module.type("mod_struct", STRUCT, false, 1, 4, module.name("y"), integer, 0);
        Btf split = Btf.parse(module.build(), base);
        assertThat(split.base()).contains(base);
        assertThat(split.firstId()).isEqualTo(base.count());
        BtfTypes types = new BtfTypes(split);
        assertThat(member(types, "mod_struct", "y").type())
                .isEqualTo(new Type.Base("int", 4, true, Type.Base.Kind.INT));
        assertThat(types.struct("base_struct")).isPresent();
    }

    @Test
    void skipsKindsThatTheBlobItselfDescribes() {
        blob.type("from_the_future", 20, false, 2, 0, 1, 2, 3, 4, 5);
        blob.type("s", STRUCT, false, 1, 4, blob.name("x"), integer, 0);
        assertThatThrownBy(this::types).isInstanceOf(BadInputException.class).hasMessageContaining("unknown kind 20");
        byte[] sizes = new byte[21 * 4];
        sizes[80] = 4;
        sizes[81] = 8;
        blob.layout(sizes);
        assertThat(types().struct("s")).isPresent();
    }

    @Test
    void refusesWhatReachesOutside() {
        BtfBlob bad = new BtfBlob();
        bad.type("s", STRUCT, false, 1, 4, 0, 99, 0);
        assertThatThrownBy(() -> Btf.parse(bad.build())).hasMessage("BTF type 1 refers to type 99 of 2");
        BtfBlob name = new BtfBlob();
        name.type("s", STRUCT, false, 1, 4, 1 << 20, 0, 0);
        assertThatThrownBy(() -> Btf.parse(name.build())).hasMessageContaining("outside the string section");
        ByteBuffer cut = blob.build();
        cut.limit(cut.limit() - 1);
        assertThatThrownBy(() -> Btf.parse(cut)).hasMessageContaining("reaches beyond the blob");
    }

    @Test
    void endsLoopsOfTypedefsAndPointers() {
        BtfBlob loop = new BtfBlob();
        loop.type("t", TYPEDEF, false, 0, 1);
        assertThatThrownBy(() -> new BtfTypes(Btf.parse(loop.build()))).hasMessage("BTF type 1 refers to itself");
        BtfBlob pointers = new BtfBlob();
        pointers.type("", PTR, false, 0, 1);
        pointers.type("s", STRUCT, false, 1, 8, pointers.name("p"), 1, 0);
        BtfTypes types = new BtfTypes(Btf.parse(pointers.build()));
        assertThatThrownBy(() -> types.struct("s")).isInstanceOf(BadInputException.class);
        BtfBlob inside = new BtfBlob();
        inside.type("", STRUCT, false, 1, 8, 0, 1, 0);
        inside.type("s", STRUCT, false, 1, 8, 0, 1, 0);
        assertThat(new BtfTypes(Btf.parse(inside.build()))
                        .struct("s")
                        .orElseThrow()
                        .member("x"))
                .isEmpty();
    }
}
