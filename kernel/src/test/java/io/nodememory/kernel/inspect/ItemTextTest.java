package io.nodememory.kernel.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.Waiting;
import io.nodememory.kernel.address.FlatMemory;
import io.nodememory.kernel.arch.x86.X86;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.EnumType;
import io.nodememory.kernel.symbols.MissingSymbolException;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.kernel.symbols.compact.SymbolsBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hand-made structs in hand-made memory, written as in C; the text of a hostile struct ends. */
class ItemTextTest {
    private static final long BASE = 0xffff_8880_0000_0000L;
    private static final Type.Base INT = new Type.Base("int", 4, true, Type.Base.Kind.INT);
    private static final Type.Base LONG = new Type.Base("unsigned long", 8, false, Type.Base.Kind.INT);
    private static final Type.Base CHAR = new Type.Base("char", 1, true, Type.Base.Kind.CHAR);

    private final FlatMemory memory = new FlatMemory(BASE, 0x1000);
    private final SymbolsBuilder symbols =
            new SymbolsBuilder().base(INT).base(LONG).base(CHAR);

    private Item item(String struct, long address) {
        Kernel kernel = new Kernel(new X86(), null, symbols.build(), memory, 0);
        return new Item(kernel.types(), new Type.Reference(struct), address);
    }

    private static String text(Item item) throws IOException {
        StringBuilder out = new StringBuilder();
        Kernel kernel =
                new Kernel(new X86(), null, item.types().symbols(), item.types().memory(), 0);
        new ItemText(new AddressNames(kernel), out, () -> false).write(item);
        return out.toString();
    }

    private static Member member(String name, long offset, Type type) {
        return new Member(name, offset, type, false);
    }

    @Test
    void everyKindOfMemberIsWrittenAsC() throws IOException {
        symbols.struct("inner", true, 8, List.of(member("whole", 0, LONG), member("low", 0, INT)))
                .enumeration(new EnumType("colour", 4, Map.of("RED", 1L)))
                .struct("unnamed_1", false, 8, List.of(member("hidden", 0, INT)))
                .struct(
                        "task",
                        false,
                        96,
                        List.of(
                                member("pid", 0, INT),
                                member("state", 4, new Type.BitField(INT, 1, 3)),
                                member("comm", 8, new Type.Array(CHAR, 16)),
                                member("parent", 24, new Type.Pointer(new Type.Reference("task"))),
                                member("name", 32, new Type.Pointer(CHAR)),
                                member("call", 40, new Type.Pointer(new Type.Function())),
                                member("u", 48, new Type.Reference("inner")),
                                member("colour", 56, new Type.EnumReference("colour")),
                                new Member("", 60, new Type.Reference("unnamed_1"), true),
                                member("zeros", 68, new Type.Array(INT, 4)),
                                member("numbers", 84, new Type.Array(INT, 2))));
        memory.putLong(BASE, 0xa_ffff_ffffL);
        memory.put(BASE + 8, "in\u001bit\"\0garbage".getBytes(StandardCharsets.UTF_8));
        memory.putLong(BASE + 32, BASE + 0x100);
        memory.put(BASE + 0x100, "readable\0".getBytes(StandardCharsets.UTF_8));
        memory.putLong(BASE + 40, 0xffff_ffff_8100_0000L);
        memory.putLong(BASE + 48, -1);
        memory.putLong(BASE + 56, 1);
        memory.putLong(BASE + 60, 5);
        memory.putLong(BASE + 84, 7L | 8L << 32);
        assertThat(text(item("task", BASE))).isEqualTo("""
                        struct task {    // at 0xffff888000000000, 96 bytes
                          int pid = -1,
                          int state : 3 = -3,
                          char comm[16] = "in\\x1bit\\"",
                          struct task *parent = NULL,
                          char *name = 0xffff888000000100 /* "readable" */,
                          int (*call)() = 0xffffffff81000000,
                          union inner u = {
                            unsigned long whole = 0xffffffffffffffff,
                            int low = -1,
                          },
                          enum colour colour = RED /* 1 */,
                          struct {
                            int hidden = 5,
                          },
                          int zeros[4] = { },
                          int numbers[2] = { 7, 8 },
                        }
                        """);
    }

    @Test
    void membersPointersAndElementsAreFollowed() throws IOException {
        symbols.struct(
                "node",
                false,
                40,
                List.of(
                        member("next", 0, new Type.Pointer(new Type.Reference("node"))),
                        member("values", 8, new Type.Array(INT, 4)),
                        member("value", 24, INT)));
        memory.putLong(BASE, BASE + 0x100);
        memory.putLong(BASE + 0x100 + 24, 42);
        memory.putLong(BASE + 0x100 + 8, 3L << 32);
        Item node = item("node", BASE);
        assertThat(text(node.member("next"))).startsWith("struct node {    // at 0xffff888000000100");
        assertThat(text(node.member("next").member("value"))).isEqualTo("int = 42\n");
        assertThat(text(node.member("next").member("values").at(1))).isEqualTo("int = 3\n");
        assertThat(node.member("next").at(1).address()).isEqualTo(BASE + 0x100 + 40);
        assertThat(text(node.member("next").member("next"))).isEqualTo("struct node * = NULL\n");
        assertThatThrownBy(() -> node.member("values").at(4)).hasMessage("int [4] has no element 4");
        assertThatThrownBy(() -> node.member("value").member("x")).isInstanceOf(MissingSymbolException.class);
        assertThatThrownBy(() -> node.member("absent")).hasMessage("struct node has no member absent");
    }

    @Test
    void whatCannotBeReadIsSaidInItsPlace() throws IOException {
        symbols.struct("s", false, 16, List.of(member("here", 0, LONG), member("there", 8, LONG)));
        assertThat(text(item("s", BASE + 0xff8))).contains("here = 0,", "there = /* not made by the test */,");
        Item nowhere = item("s", 0x10);
        assertThatThrownBy(() -> text(nowhere))
                .isInstanceOf(UnreadableMemoryException.class)
                .hasMessage("0x0000000000000010 is not mapped, or not in the image");
    }

    @Test
    void craftedTypesEnd() {
        symbols.struct("self", false, 8, List.of(member("a", 0, new Type.Reference("self"))));
        List<Member> many = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            many.add(member("m" + i, 0, new Type.Array(new Type.Reference("wide"), 1 << 20)));
        }
        memory.putLong(BASE, 1);
        symbols.struct("wide", false, 1, many);
        symbols.struct(
                "huge", false, 8, List.of(member("a", 0, new Type.Array(new Type.Array(LONG, 1L << 40), 1L << 40))));
        Kernel kernel = new Kernel(new X86(), null, symbols.build(), memory, 0);
        for (String name : List.of("self", "wide", "huge")) {
            Item item = new Item(kernel.types(), new Type.Reference(name), BASE);
            assertTimeoutPreemptively(
                    Waiting.LIMIT, () -> assertThat(text(item)).hasSizeLessThan(4 << 20));
        }
    }
}
