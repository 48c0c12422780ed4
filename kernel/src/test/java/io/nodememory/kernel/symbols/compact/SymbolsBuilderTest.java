package io.nodememory.kernel.symbols.compact;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.symbols.EnumType;
import io.nodememory.kernel.symbols.StructType;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Symbols.Origin;
import io.nodememory.kernel.symbols.Symbols.Symbol;
import io.nodememory.kernel.symbols.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The contents of a builder and their compact form, which depends on the contents alone. */
class SymbolsBuilderTest {
    private static final Type.Base INT = new Type.Base("int", 4, true, Type.Base.Kind.INT);

    @Test
    void givesBackWhatWasPutIn() {
        EnumType states = new EnumType("pid_type", 4, Map.of("PIDTYPE_PID", -1L));
        Type pointers = new Type.Array(new Type.Pointer(new Type.Reference("inner")), 7);
        Symbols symbols = new SymbolsBuilder()
                .origin(new Origin("a test", true))
                .banner("Linux version 6.1.0\n\0")
                .buildId("ABCD")
                .base(INT)
                .struct(
                        "outer",
                        false,
                        64,
                        List.of(
                                new Member("first", 0, pointers, false),
                                new Member("bits", 56, new Type.BitField(INT, 3, 5), false)))
                .enumeration(states)
                .symbol("init_task", 0xffffffff81000000L, new Type.Reference("outer"))
                .symbol("_text", 0xffffffff80000000L, null)
                .build();

        assertThat(symbols.origin()).isEqualTo(new Origin("a test", true));
        assertThat(symbols.banner()).contains("Linux version 6.1.0");
        assertThat(symbols.buildId()).contains("abcd");
        StructType outer = symbols.struct("outer").orElseThrow();
        assertThat(outer.size()).isEqualTo(64);
        assertThat(outer.union()).isFalse();
        assertThat(outer.members())
                .containsExactly(
                        new Member("first", 0, pointers, false),
                        new Member("bits", 56, new Type.BitField(INT, 3, 5), false));
        assertThat(symbols.enumeration("pid_type")).contains(states);
        assertThat(symbols.base("int")).contains(INT);
        assertThat(symbols.symbols().map(Symbol::name)).containsExactly("_text", "init_task");
        assertThat(symbols.symbol("_text").orElseThrow().type()).isEmpty();
        assertThat(symbols.struct("inner")).isEmpty();
        assertThat(symbols.address("missing")).isEmpty();
    }

    @Test
    void findsTheNearestSymbolUnsigned() {
        Symbols symbols = new SymbolsBuilder()
                .symbol("high", 0xffffffff80000000L, null)
                .symbol("low", 0x1000, null)
                .build();
        assertThat(symbols.nearest(0xffffffff80000010L).map(Symbol::name)).contains("high");
        assertThat(symbols.nearest(0xffffffff7fffffffL).map(Symbol::name)).contains("low");
        assertThat(symbols.nearest(0xfff)).isEqualTo(Optional.empty());
    }

    @Test
    void theLastOfEqualNamesCounts() {
        Symbols symbols = new SymbolsBuilder()
                .struct("twice", false, 8, List.of())
                .struct("twice", true, 16, List.of())
                .symbol("twice", 0x10, null)
                .symbol("twice", 0x20, null)
                .build();
        assertThat(symbols.struct("twice").orElseThrow().size()).isEqualTo(16);
        assertThat(symbols.structNames()).containsExactly("twice");
        assertThat(symbols.address("twice")).hasValue(0x20);
        assertThat(symbols.nearest(0x1f).orElseThrow().address()).isEqualTo(0x10);
    }

    @Test
    void anAddressOfZeroIsNone() {
        Symbols symbols = new SymbolsBuilder()
                .symbol("a_local_variable", 0, INT)
                .symbol("fixed_percpu_data", 0, null)
                .build();
        assertThat(symbols.address("a_local_variable")).isEmpty();
        assertThat(symbols.symbols().map(Symbol::name)).containsExactly("fixed_percpu_data");
    }

    @Test
    void findsMembersThroughAnonymousOnesAndSurvivesLoopsOfThem() {
        Symbols symbols = new SymbolsBuilder()
                .base(INT)
                .struct(
                        "page",
                        false,
                        64,
                        List.of(
                                new Member("flags", 0, INT, false),
                                new Member("", 8, new Type.Reference("unnamed_1"), true)))
                .struct(
                        "unnamed_1",
                        true,
                        16,
                        List.of(
                                new Member("", 8, new Type.Reference("page"), true),
                                new Member("mapping", 4, INT, false)))
                .build();
        StructType page = symbols.struct("page").orElseThrow();
        assertThat(page.member("mapping")).contains(new Member("mapping", 12, INT, false));
        assertThat(page.member("absent")).isEmpty();
    }

    /** Adds the same items, in an order that a seed chooses. */
    private static byte[] built(long seed, boolean extras) {
        SymbolsBuilder builder = new SymbolsBuilder().origin(new Origin("a test", false));
        if (extras) {
            // An overridden struct, whose names and types no item in use refers to.
            builder.struct("task_struct", false, 1, List.of(new Member("gone", 0, pointers(9), false)));
        }
        List<Runnable> adding = new ArrayList<>(List.of(
                () -> builder.banner("Linux version 6.1.0"),
                () -> builder.buildId("ABCD"),
                () -> builder.base(INT),
                () -> builder.base(new Type.Base("char", 1, true, Type.Base.Kind.CHAR)),
                () -> builder.constantData("linux_banner", new byte[] {1, 2, 3}),
                () -> builder.enumeration(new EnumType("pid_type", 4, Map.of("PIDTYPE_PID", -1L)), "unsigned int"),
                () -> builder.enumeration(new EnumType("zone_type", 4, Map.of("ZONE_DMA", 0L))),
                () -> builder.symbol("unknown", 0, null)));
        for (int i = 0; i < 200; i++) {
            int number = i;
            adding.add(() -> builder.struct(
                    "struct_" + number,
                    number % 2 == 0,
                    number,
                    List.of(
                            new Member("member_" + number % 7, 0, pointers(number % 11), false),
                            new Member("bits", 8, new Type.BitField(INT, number % 32, 1), number % 3 == 0))));
            adding.add(() -> builder.symbol("symbol_" + number, 0x1000 + number / 2, pointers(number % 5)));
        }
        adding.add(() -> builder.struct("task_struct", false, 64, List.of(new Member("pid", 0, INT, false))));
        Collections.shuffle(adding, new Random(seed));
        adding.forEach(Runnable::run);
        return CompactEncoder.encode(builder);
    }

    private static Type pointers(int depth) {
        Type type = new Type.Reference("struct_" + depth);
        for (int i = 0; i < depth; i++) {
            type = i % 2 == 0 ? new Type.Pointer(type) : new Type.Array(type, depth);
        }
        return type;
    }

    @Test
    void equalContentsGiveEqualBytesInWhateverOrderTheyCome() {
        byte[] first = built(1, false);
        for (long seed = 2; seed < 12; seed++) {
            assertThat(built(seed, seed % 2 == 0)).isEqualTo(first);
        }
    }

    @Test
    void aChainOfTypesDeeperThanTheStackIsCopied() {
        SymbolsBuilder builder = new SymbolsBuilder();
        int node = builder.pool().voidType();
        for (int i = 0; i < 200_000; i++) {
            node = builder.pool().pointer(node);
        }
        builder.symbol(builder.strings().intern("deep"), 0x1000, node);
        assertThat(builder.build().address("deep")).hasValue(0x1000);
    }

    @Test
    void joinsTypesOfOneSourceWithSymbolsOfAnother() {
        Symbols types = new SymbolsBuilder()
                .base(INT)
                .struct("list_head", false, 16, List.of())
                .build();
        Symbols addresses =
                new SymbolsBuilder().symbol("_text", 0x1000, null).buildId("ff").build();
        Symbols joined = SymbolsBuilder.of(types, addresses).build();
        assertThat(joined.struct("list_head")).isPresent();
        assertThat(joined.base("int")).isPresent();
        assertThat(joined.address("_text")).hasValue(0x1000);
        assertThat(joined.buildId()).contains("ff");
    }
}
