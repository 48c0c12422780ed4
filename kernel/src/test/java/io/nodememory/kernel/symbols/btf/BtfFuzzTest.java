package io.nodememory.kernel.symbols.btf;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.Waiting;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** A damaged blob gives an error or types, never another exception or an endless loop. */
class BtfFuzzTest {
    private static final int ROUNDS = 20_000;

    private static byte[] seed() {
        BtfBlob blob = new BtfBlob();
        int integer = blob.integer("int", 4, 1);
        int union = blob.type("", 5, false, 2, 4, blob.name("a"), integer, 0, blob.name("b"), integer, 0);
        int pointer = blob.type("", 2, false, 0, union);
        int array = blob.type("", 3, false, 0, 0, pointer, integer, 3);
        int alias = blob.type("alias_t", 8, false, 0, array);
        int outer = blob.type(
                "outer", 4, true, 3, 40, 0, union, 0, blob.name("x"), alias, 64, blob.name("y"), integer, 2 << 24 | 6);
        blob.type("e", 6, false, 2, 4, blob.name("ONE"), 1, blob.name("TWO"), 2);
        blob.type("e64", 19, true, 1, 8, blob.name("BIG"), 1, 1);
        int variable = blob.type("v", 14, false, 0, outer, 1);
        blob.type(".data..percpu", 15, false, 1, 64, variable, 0, 40);
        blob.type("f", 12, false, 1, blob.type("", 13, false, 1, 0, blob.name("p"), pointer));
        return blob.build().array();
    }

    @Test
    void survivesDamage() {
        byte[] seed = seed();
        Random random = new Random(20261124);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = seed.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = random.nextInt(bytes.length);
                bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] ^ 1 << random.nextInt(8));
            }
            read += Assertions.assertTimeoutPreemptively(Waiting.LIMIT, () -> readAll(bytes)) ? 1 : 0;
        }
        assertThat(read).isBetween(ROUNDS / 100, ROUNDS);
    }

    private static boolean readAll(byte[] bytes) {
        try {
            return readAll(Btf.parse(ByteBuffer.wrap(bytes)));
        } catch (BadInputException e) {
            return false;
        }
    }

    private static boolean readAll(Btf btf) {
        try {
            BtfTypes types = new BtfTypes(btf);
            types.structNames().forEach(name -> types.struct(name).orElseThrow().member("no such member"));
            types.enumNames().forEach(types::enumeration);
            types.bases().forEach(base -> types.base(base.name()));
            types.variableNames().forEach(types::variable);
            return true;
        } catch (BadInputException e) {
            return false;
        }
    }

    /** The blob of a module comes from the image, and its base may be damaged too. */
    @Test
    void survivesDamageOfModules() {
        BtfBlob kernel = new BtfBlob();
        int integer = kernel.integer("int", 4, 1);
        int struct = kernel.type("base_struct", 4, false, 1, 4, kernel.name("x"), integer, 0);
        BtfBlob module = kernel.split();
        int pointer = module.type("", 2, false, 0, struct);
        module.type("own", 4, false, 2, 16, module.name("p"), pointer, 0, module.name("s"), struct, 64);
        byte[][] seeds = {kernel.build().array(), module.build().array()};
        Random random = new Random(7);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[][] bytes = {seeds[0].clone(), seeds[1].clone()};
            for (int i = random.nextInt(4); i >= 0; i--) {
                byte[] one = bytes[random.nextInt(4) == 0 ? 0 : 1];
                one[random.nextInt(one.length)] ^= (byte) (1 << random.nextInt(8));
            }
            read += Assertions.assertTimeoutPreemptively(Waiting.LIMIT, () -> readAll(bytes[0], bytes[1])) ? 1 : 0;
        }
        assertThat(read).isBetween(ROUNDS / 100, ROUNDS);
    }

    private static boolean readAll(byte[] base, byte[] module) {
        try {
            ByteBuffer blob = ByteBuffer.wrap(module);
            return readAll(Btf.isSplit(blob) ? Btf.parse(blob, Btf.parse(ByteBuffer.wrap(base))) : Btf.parse(blob));
        } catch (BadInputException e) {
            return false;
        }
    }

    @Test
    void refusesHugeCountsWithoutTakingTheMemoryForThem() {
        BtfBlob blob = new BtfBlob();
        blob.type("s", 4, false, 0xffffff, 4);
        Assertions.assertThrows(BadInputException.class, () -> Btf.parse(blob.build()));
    }
}
