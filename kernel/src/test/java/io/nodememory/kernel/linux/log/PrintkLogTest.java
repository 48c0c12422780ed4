package io.nodememory.kernel.linux.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.address.FlatMemory;
import io.nodememory.kernel.arch.x86.X86;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.isf.IsfReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The message buffer of a kernel before 5.10, built in the layout of printk_log. Real ones are those of the lab's
 * Ubuntu 5.4.
 */
class PrintkLogTest {
    private static final long BASE = 0xffff_8880_0000_0000L;
    private static final long BUFFER = BASE + 256;
    private static final int SIZE = 128;
    private static final int HEADER = 16;

    private static final String SYMBOLS = """
            {"metadata": {"format": "6.2.0", "producer": {"name": "test", "version": "1"}},
             "base_types": {
               "long": {"size": 8, "signed": false, "kind": "int", "endian": "little"},
               "short": {"size": 2, "signed": false, "kind": "int", "endian": "little"},
               "char": {"size": 1, "signed": false, "kind": "char", "endian": "little"}},
             "user_types": {"printk_log": {"size": 16, "kind": "struct", "fields": {
               "ts_nsec": {"offset": 0, "type": {"kind": "base", "name": "long"}},
               "len": {"offset": 8, "type": {"kind": "base", "name": "short"}},
               "text_len": {"offset": 10, "type": {"kind": "base", "name": "short"}},
               "dict_len": {"offset": 12, "type": {"kind": "base", "name": "short"}},
               "facility": {"offset": 14, "type": {"kind": "base", "name": "char"}},
               "level": {"offset": 15, "type": {"kind": "bitfield", "bit_position": 5, "bit_length": 3,
                 "type": {"kind": "base", "name": "char"}}}}}},
             "enums": {},
             "symbols": {
               "log_buf": {"address": %1$d}, "log_buf_len": {"address": %2$d}, "log_first_idx": {"address": %3$d},
               "log_next_idx": {"address": %4$d}, "log_first_seq": {"address": %5$d}}}
            """;

    @TempDir
    private Path folder;

    private Symbols symbols;
    private FlatMemory memory;
    private Kernel kernel;

    @BeforeEach
    void makeKernel() throws IOException {
        Path file = folder.resolve("symbols.json");
        Files.writeString(file, SYMBOLS.formatted(BASE, BASE + 8, BASE + 16, BASE + 24, BASE + 32));
        symbols = IsfReader.read(file);
        memory = new FlatMemory(BASE, 512);
        memory.putLong(BASE, BUFFER);
        memory.putLong(BASE + 8, SIZE);
        memory.putLong(BASE + 32, 7);
        kernel = new Kernel(new X86(), null, symbols, memory, 0);
    }

    @AfterEach
    void close() {
        symbols.close();
    }

    @Test
    void recordsGoRoundTheEndOfTheBuffer() {
        put(80, 1_000_000, 24, "late");
        // 104: a record of length 0
        put(0, 2_000_000, 24, "early");
        put(24, 3_000_000, 24, "");
        between(80, 48);
        PrintkLog log = new PrintkLog(kernel);
        assertThat(log.records().damage()).isEmpty();
        assertThat(log.records().entries().stream().map(log::text)).containsExactly("late", "early", "");
        assertThat(log.firstNumber()).isEqualTo(7);
    }

    @Test
    void lengthsThatCannotBeEndTheWay() {
        put(0, 1, 24, "good");
        put(24, 2, 8, "");
        between(0, 100);
        assertThat(new PrintkLog(kernel).records().entries()).hasSize(1);
        assertThat(new PrintkLog(kernel).records().damage())
                .hasValue("the record at offset 24 of the message buffer has an invalid length of 8 bytes");
        // The records behind the last one wrap to the start of the buffer
        put(24, 2, 104, "");
        put(0, 1, 24, "good");
        between(0, 60);
        assertThat(new PrintkLog(kernel).records().damage()).isPresent();
        between(0, 0);
        assertThat(new PrintkLog(kernel).records().entries()).isEmpty();
        between(120, 0);
        assertThat(new PrintkLog(kernel).records().damage()).isPresent();
    }

    private void between(long first, long next) {
        memory.putLong(BASE + 16, first);
        memory.putLong(BASE + 24, next);
    }

    private void put(int at, long nanos, int length, String text) {
        ByteBuffer record = ByteBuffer.allocate(HEADER + text.length()).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(nanos).putShort((short) length).putShort((short) text.length());
        record.putShort((short) 0).put((byte) 0).put((byte) (6 << 5));
        record.put(text.getBytes(StandardCharsets.US_ASCII));
        memory.put(BUFFER + at, record.array());
    }
}
